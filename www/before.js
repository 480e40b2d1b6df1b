// Runs before the page is painted for the first time, so that nothing flashes: the theme and the language that were
// chosen on this device, and whether a chain was open.
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

  // The language for a choice; with null the first of the browser's languages that the page has. Chinese in traditional
  // characters is another one.
  const languages = [["en", /^en\b/i], ["zh-Hans", /^zh\b(?!-(hant|tw|hk|mo)\b)/i]];
  self.findLanguage = (choice) => {
    const wanted = [choice, ...(navigator.languages ?? [])].filter(Boolean);
    const found = wanted.map((tag) => languages.find(([, pattern]) => pattern.test(tag)));
    return (found.find(Boolean) ?? languages[0])[0];
  };
  // Loads the texts of a language other than English, which is in the program.
  const here = document.currentScript.src;
  self.loadTexts = async (language) => {
    const response = await fetch(new URL(`${language}.txt`, here), { signal: AbortSignal.timeout(10000) });
    if (!response.ok) throw new Error(`the texts are not there: ${response.status}`);
    return response.text();
  };
  root.lang = findLanguage(kept("language"));
  if (root.lang !== "en") {
    self.startedTexts = loadTexts(root.lang);
    // The program hears of a failure, too.
    self.startedTexts.catch(() => undefined);
  }

  // Whether the browser has notifications for this page.
  self.offersNotifications = "Notification" in self;

  // The browser's offer to install the page may come before the program is there, which shows it at a better moment.
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    self.installPrompt = event;
  });
  addEventListener("appinstalled", () => delete self.installPrompt);
}
