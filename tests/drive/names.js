// Finds the visible elements of a page as a screen reader announces them: by role and accessible
// name. Roles are computed as in HTML-AAM and names as in accname 1.2, as far as a page of plain
// HTML needs them. The test `names` compares the results with the browser's own accessibility tree.
(action, role, name, argument) => {
  const roles = [
    ["link", "a[href]"],
    ["button", "button, summary, input[type=button], input[type=submit]"],
    ["slider", "input[type=range]"],
    ["checkbox", "input[type=checkbox]"],
    ["textbox", "textarea, input:not([type]), input[type=text], input[type=search], input[type=url], input[type=password], input[type=number]"],
    ["combobox", "select"],
    ["status", "output"],
    ["file", "input[type=file]"],
    ["table", "table"],
    ["list", "ol, ul"],
    ["heading", "h1, h2, h3, h4, h5, h6"],
    ["dialog", "dialog"],
    ["navigation", "nav"],
    ["main", "main"],
  ];
  const namedByContent = ["link", "button", "heading"];

  const squeeze = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  const shown = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest('[aria-hidden="true"], [inert]');
  const roleOf = (element) =>
    element.getAttribute("role") ?? roles.find(([, selector]) => element.matches(selector))?.[0];
  const byIds = (element, attribute) =>
    (element.getAttribute(attribute) ?? "").split(/\s+/).filter(Boolean)
      .map((id) => document.getElementById(id)).filter(Boolean);
  const content = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent;
    if (node.nodeType !== Node.ELEMENT_NODE || !shown(node)) return "";
    const label = node.getAttribute("aria-label") ?? node.getAttribute("alt");
    return label ?? [...node.childNodes].map(content).join(" ");
  };
  const nameOf = (element) => {
    const named = [
      byIds(element, "aria-labelledby").map((other) => other.getAttribute("aria-label") ?? other.textContent).join(" "),
      element.getAttribute("aria-label"),
      [...(element.labels ?? [])].map((label) => content(label)).join(" "),
      element.caption?.textContent,
      namedByContent.includes(roleOf(element)) ? content(element) : "",
      element.title,
      element.placeholder,
    ];
    return squeeze(named.map(squeeze).find(Boolean));
  };

  const selector = [`[role=${role}]`, roles.find(([known]) => known === role)?.[1]].filter(Boolean).join(", ");
  const candidates = [...document.querySelectorAll(selector)].filter((e) => roleOf(e) === role && shown(e));
  const found = candidates.filter((element) => nameOf(element) === name);
  const [element] = found;

  const enabled = (e) => !e.disabled && e.getAttribute("aria-disabled") !== "true";
  const alertOf = (e) =>
    byIds(e, "aria-describedby").filter((note) => note.getAttribute("role") === "alert" && shown(note))
      .map((note) => squeeze(note.textContent)).filter(Boolean).join(" ");

  // Whether a press on `top` counts as a press on the element.
  const isOrNames = (top) => {
    const label = top?.closest("label");
    return !!top && (element.contains(top) || (!!label && [...(element.labels ?? [])].includes(label)));
  };

  switch (action) {
    case "read":
      return JSON.stringify({
        count: found.length,
        others: found.length ? [] : candidates.map(nameOf),
        text: element ? (element.dataset.value ?? squeeze(element.textContent)) : "",
        value: element?.value ?? "",
        enabled: element ? enabled(element) : false,
        read_only: element?.readOnly ?? false,
        invalid: element?.getAttribute("aria-invalid") === "true",
        alert: element ? alertOf(element) : "",
        rows: element instanceof HTMLTableElement
          ? [...element.rows].map((row) => [...row.cells].map((cell) => squeeze(cell.innerText)))
          : [...(element?.querySelectorAll(":scope > li") ?? [])].map((item) => [squeeze(item.innerText)]),
      });
    // Returns the element if a person could press it now: it has not moved for a frame, and nothing
    // covers it. Otherwise returns the reason why not. The next press on the page is recorded for
    // `pressed`.
    case "target": {
      if (found.length !== 1) return `${found.length} of them; there are: ${candidates.map(nameOf).join(" | ")}`;
      if (!enabled(element)) return "it is disabled";
      element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      const place = () => Object.values(element.getBoundingClientRect().toJSON()).join(" ");
      const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const before = place();
      return drawn().then(() => {
        if (place() !== before) return "it moves";
        const box = element.getBoundingClientRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        if (!isOrNames(top)) return `it is covered by ${top?.outerHTML.slice(0, 200)}`;
        globalThis.notePress?.abort();
        globalThis.notePress = new AbortController();
        globalThis.pressed = "the press was not heard";
        const note = ({ target }) => {
          globalThis.pressed = isOrNames(target) ? "" : `the press met ${target.outerHTML.slice(0, 200)}`;
        };
        addEventListener("click", note, { capture: true, once: true, signal: globalThis.notePress.signal });
        return element;
      });
    }
    // Returns an empty text if the last press met its target or led to another document; otherwise
    // a description of what it met.
    case "pressed":
      return globalThis.pressed ?? "";
    // Fills the element as pasting does: the page gets the same events.
    case "fill":
      element.focus();
      element.select();
      return String(document.execCommand(argument ? "insertText" : "delete", false, argument));
    case "focus":
      element.focus();
      return "true";
  }
}
