// In a window that Outlook opened for the pane: go on to a sign-in, or hand the pane what it waits for.
const { go, message } = JSON.parse(document.getElementById("told").textContent);

function act() {
  if (go) location.replace(go);
  else Office.context.ui?.messageParent(message);
}

// Outlook's script notes in this window who opened it, before another site is shown here; where it is kept away,
// people sign in all the same and close the window themselves
if ("Office" in window) Office.onReady().then(act);
else if (go) act();
