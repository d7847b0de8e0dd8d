// Measures the pages in the frames of this page, and writes what it finds into the page.
addEventListener("load", () => {
  const channels = (color) => {
    const numbers = color.match(/[\d.]+/g).map(Number);
    return numbers.length < 4 ? [...numbers, 1] : numbers;
  };
  // Relative luminance and contrast, as the Web Content Accessibility Guidelines define them.
  const luminance = (color) => {
    const [r, g, b] = color
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };

  const measured = (frame) => {
    const view = frame.contentWindow;
    const page = frame.contentDocument;
    const style = (element) => view.getComputedStyle(element);
    const background = (element) => {
      const box = element.closest("g")?.querySelector("rect");
      if (box) return channels(style(box).fill);
      for (let at = element; at; at = at.parentElement) {
        const color = channels(style(at).backgroundColor);
        if (color[3] > 0) return color;
      }
      return [255, 255, 255, 1];
    };
    const hasText = (element) =>
      element.tagName !== "title" &&
      [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const texts = [...page.querySelectorAll("body *")].filter(hasText).map((element) => {
      const ink = element instanceof view.SVGElement ? style(element).fill : style(element).color;
      return { text: element.textContent.trim().slice(0, 40), contrast: contrast(channels(ink), background(element)) };
    });
    const overflowing = [...page.querySelectorAll("svg text")].filter((text) => {
      const box = text.closest("g").querySelector("rect").getBBox();
      return text.getBBox().x + text.getBBox().width > box.x + box.width;
    });
    const isSigned = (element) => {
      const text = element.tagName === "rect" ? element.parentElement.querySelector("text.sign") : element;
      return /^\s*[+\-−~±]/.test(text?.textContent ?? "");
    };
    const colored = "ins, del, div.added, div.removed, div.changed, rect.added, rect.removed, rect.changed";
    return {
      name: frame.title,
      isDark: view.matchMedia("(prefers-color-scheme: dark)").matches,
      isScrolling: page.documentElement.scrollWidth > view.innerWidth,
      scripts: page.scripts.length,
      texts: texts.length,
      faint: texts.filter((text) => text.contrast < 4.5),
      overflowing: overflowing.map((text) => text.textContent),
      unsigned: [...page.querySelectorAll(colored)].filter((it) => !isSigned(it)).map((it) => it.outerHTML),
    };
  };

  const result = document.createElement("pre");
  result.id = "result";
  result.textContent = JSON.stringify([...document.querySelectorAll("iframe")].map(measured));
  document.body.append(result);
});
