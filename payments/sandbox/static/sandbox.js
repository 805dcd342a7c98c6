// Fill the card form from the list of test cards; space the digits while typing.
const field = (id) => document.getElementById(id);
const spaced = (digits) => digits.replace(/\D/g, "").replace(/(.{4})(?=.)/g, "$1 ");

document.querySelectorAll("[data-card]").forEach((button) => {
  button.addEventListener("click", () => {
    field("card").value = spaced(button.dataset.card);
    field("expiry").value = "12 / 34";
    field("cvc").value = "123";
    if (!field("name").value) field("name").value = "Test Payer";
    field("card").focus();
  });
});

field("card")?.addEventListener("input", (event) => {
  const input = event.target;
  if (input.selectionStart === input.value.length) input.value = spaced(input.value);
});

field("expiry")?.addEventListener("input", (event) => {
  const input = event.target;
  const typed = input.value.replace(/\D/g, "").slice(0, 4);
  if (event.inputType?.startsWith("insert") && typed.length > 2) {
    input.value = `${typed.slice(0, 2)} / ${typed.slice(2)}`;
  }
});
