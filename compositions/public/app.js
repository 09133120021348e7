// One request for what three services know; `Composition-Status` says what became of each call.
const show = async () => {
  const user = document.getElementById("user").value;
  const response = await fetch(`/profile/${encodeURIComponent(user)}`);
  document.getElementById("calls").textContent = response.headers.get("Composition-Status") ?? response.statusText;
  document.getElementById("profile").textContent = JSON.stringify(await response.json(), null, 2);
};
document.getElementById("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
show();
