// Runs before the page is painted for the first time, so that nothing flashes: the theme that was chosen on this device, and
// whether a chain was open.
{
  const kept = (name) => {
    try {
      return localStorage.getItem(`tabchain/${name}`);
    } catch {
      // A browser that keeps nothing for this page.
      return null;
    }
  };
  const root = document.documentElement;
  const metas = [...document.querySelectorAll('meta[name="theme-color"]')];
  const colours = metas.map((meta) => [meta.media, meta.content]);

  // Shows the theme "light" or "dark", or with null that of the system.
  self.showTheme = (theme) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    const chosen = theme && colours.find(([media]) => media.includes(theme));
    metas.forEach((meta, place) => (meta.content = (chosen ?? colours[place])[1]));
  };

  const theme = kept("theme");
  if (theme === "light" || theme === "dark") showTheme(theme);
  if (kept("open")) root.classList.add("had-chain");

  // Whether the browser has notifications for this page.
  self.offersNotifications = "Notification" in self;

  // The browser's offer to install the page may come before the program is there, which shows it at a better moment.
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    self.installPrompt = event;
  });
  addEventListener("appinstalled", () => delete self.installPrompt);
}
