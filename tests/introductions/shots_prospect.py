import pytest
from django.core import mail
from introductions.queries import ANSWER, WITNESS, prospect_token
pytestmark = pytest.mark.django_db(transaction=True)
OUT="/tmp/pm/shots"
def test_shots(stage, new_page, live_server):
    import os; os.makedirs(OUT, exist_ok=True)
    def shoot(name, path, **extra):
        for scheme in ("light","dark"):
            for width in (390, 1100):
                if scheme=="dark" and width==1100: continue
                p = new_page(color_scheme=scheme, viewport={"width":width,"height":844})
                p.goto(live_server.url+path); p.screenshot(path=f"{OUT}/{name}-{scheme}-{width}.png", full_page=True)
                assert p.evaluate("document.documentElement.scrollWidth") <= width
                p.close()
    stage.consenting()
    t=lambda w=ANSWER: prospect_token(stage.now(), w)
    html = next(m for m in mail.outbox if "petra" in m.to[0]).alternatives[0][0]
    open("/tmp/pm/mail.txt","w").write(next(m for m in mail.outbox if "petra" in m.to[0]).body)
    p = new_page(viewport={"width":640,"height":900}); p.set_content(html); p.screenshot(path=f"{OUT}/mail.png", full_page=True)
    shoot("ask", f"/p/{t()}/"); shoot("never", f"/p/{t()}/never/")
    p = new_page(); p.goto(live_server.url+f"/p/{t()}/")
    p.get_by_role("button", name="I agree").click()
    p.wait_for_load_state()
    assert "Thank you" in p.content(), p.content()[:3000]
    print("COOKIES", p.context.cookies())
    from tests.support.stages import settle
    settle(); stage.introduce()
    shoot("witness", f"/p/{t(WITNESS)}/witness/")
    p.goto(live_server.url+f"/p/{t(WITNESS)}/witness/"); p.get_by_label("4").check(); p.get_by_role("button", name="Yes, it").click(); p.wait_for_load_state(); assert "Thank you for your word" in p.content()
    shoot("witnessed", f"/p/{t(WITNESS)}/witness/"); shoot("answered", f"/p/{t()}/")
