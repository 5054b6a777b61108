/** Light or dark, as Outlook is; without Outlook's word as the machine is. High contrast is the machine's (pane.css). */
import { backgroundOfOutlook, onThemeChange } from "./office";

/** Whether text on *colour*, as "#1f1f1f", has to be light; null for what is no colour. */
export function isDark(colour: string | null): boolean | null {
  const parts = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour ?? "");
  if (!parts) return null;
  const [red, green, blue] = parts.slice(1).map((part) => parseInt(part, 16)) as [number, number, number];
  return red * 0.299 + green * 0.587 + blue * 0.114 < 128;
}

/** Follow Outlook's theme; only within Outlook. */
export function followOutlook(): void {
  const apply = (): void => {
    const dark = isDark(backgroundOfOutlook());
    if (dark !== null) document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  };
  apply();
  onThemeChange(apply);
}
