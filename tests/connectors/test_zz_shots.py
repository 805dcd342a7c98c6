import pytest
from connectors import actions
from connectors.models import ImportRun, Company
from brokerage.kit.money import Money
pytestmark=pytest.mark.django_db(transaction=True)
def sign_in(page, live_server, client):
    c=client.cookies["sessionid"]
    page.context.add_cookies([{"name":"sessionid","value":c.value,"url":live_server.url}])
def test_shots(colin, rita, live_server, new_page, browse, file, take_in):
    actions.add_known_companies()
    def shot(page,name): page.wait_for_timeout(300); page.screenshot(path=f"/tmp/shots/{name}.png",full_page=True)
    cb,rb=browse(colin),browse(rita)
    page=new_page(viewport={"width":1280,"height":900}); sign_in(page,live_server,cb)
    page.goto(live_server.url+"/network/"); shot(page,"net-empty")
    page.goto(live_server.url+"/network/import/"); shot(page,"import")
    run=actions.import_network(colin,"a.csv",file("linkedin-connections.csv"))
    from connectors.actions import importing
    from connectors.readers import read
    book=read("a",file("linkedin-connections.csv")); [importing._take_batch(run.pk,book,100) for _ in range(4)]
    page.goto(f"{live_server.url}/network/imports/{run.public_id}/"); shot(page,"run")
    actions.carry_out_import(run.pk)
    page.wait_for_selector("text=Your contacts are in"); shot(page,"run-done")
    actions.save_profile(colin,headline="15 years in industrial software",employer_name="Colin Works")
    rows=list(colin.relationships.all())[:400]
    actions.change(colin,[r.public_id for r in rows],actions.Change(price=Money(25000,"EUR"),listed=True))
    for i,r in enumerate([r for r in colin.relationships.all() if not r.email and r.name][:40]):
        actions.edit_relationship(colin,r.public_id,email=f"p{i}@x{i}.example",strength=i%5+1)
        actions.change(colin,[r.public_id],actions.Change(price=Money(5000+i*1000,"EUR"),listed=True,show_company=i%3>0))
    page.goto(live_server.url+"/network/"); shot(page,"net")
    r=colin.relationships.filter(listed_at__isnull=False).first()
    page.goto(f"{live_server.url}/network/{r.public_id}/"); shot(page,"edit")
    page.goto(f"{live_server.url}/network/profile/"); shot(page,"profile")
    page=new_page(viewport={"width":390,"height":844}); sign_in(page,live_server,cb)
    page.goto(live_server.url+"/network/"); page.wait_for_timeout(300); page.screenshot(path="/tmp/shots/net-phone.png")
    page.evaluate("window.scrollTo(0,1500)"); page.wait_for_timeout(300); page.screenshot(path="/tmp/shots/net-phone2.png")
    print("overflow", page.evaluate("document.documentElement.scrollWidth"))
    for name,opts in (("light",{"viewport":{"width":1280,"height":900}}),("dark",{"viewport":{"width":1280,"height":900},"color_scheme":"dark"}),("phone",{"viewport":{"width":390,"height":844}})):
        page=new_page(**opts); sign_in(page,live_server,rb)
        page.goto(live_server.url+"/search/"); shot(page,f"search-{name}")
        page.goto(f"{live_server.url}/listings/{r.public_id}/"); shot(page,f"listing-{name}")
        print(name,"overflow", page.evaluate("document.documentElement.scrollWidth"))
