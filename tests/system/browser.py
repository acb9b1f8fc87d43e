"""What a person's browser makes of a page: opens it at phone width, light or dark, with or without
scripts, and checks what a woken reader depends on. Needs python3-selenium, /usr/bin/chromium and
/usr/bin/chromedriver; speaks only to the address it is given.

    with Browser(dark=True, scripts=False) as browser:
        browser.open(url)
        faults = browser.faults(main_button=True)    # [] when all is well
        browser.screenshot("page.png")
        browser.press_main()
"""

import base64
import json
import shutil
import tempfile

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

WIDTH, HEIGHT = 320, 640      # the narrowest phone of WCAG 1.4.10
BUTTON_MIN = 56               # px: a thumb's width, with a hand that is not steady
CONTRAST_MIN = 7.0            # WCAG 1.4.6
MAIN_BUTTON = "button[name=do][value=take]"

# WCAG 1.4.12: the spacing a reader may set without losing anything.
TEXT_SPACING = """
*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}
p{margin-bottom:2em!important}"""

# Every visible text with its colour, the colours behind it from the nearest outwards, and its place.
TEXTS = """
const out = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const text = walker.currentNode.textContent.trim();
  const element = walker.currentNode.parentElement;
  if (!text || ['SCRIPT', 'STYLE'].includes(element.tagName)) continue;
  const range = document.createRange();
  range.selectNodeContents(walker.currentNode);
  const box = range.getBoundingClientRect();
  if (box.width === 0 || box.right < 0) continue;
  const style = getComputedStyle(element);
  if (style.visibility !== 'visible') continue;
  const behind = [];
  for (let e = element; e; e = e.parentElement) behind.push(getComputedStyle(e).backgroundColor);
  let opacity = 1;
  for (let e = element; e; e = e.parentElement) opacity *= Number(getComputedStyle(e).opacity);
  out.push({text: text, color: style.color, behind: behind, opacity: opacity});
}
return out;"""


def _rgba(text):
    numbers = [float(part) for part in text[text.index("(") + 1:-1].replace("/", ",").split(",")]
    return numbers if len(numbers) == 4 else numbers + [1.0]


def _over(top, bottom):
    alpha = top[3]
    return [top[i] * alpha + bottom[i] * (1 - alpha) for i in range(3)] + [1.0]


def _luminance(color):
    def linear(value):
        value /= 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
    red, green, blue = (linear(value) for value in color[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(color, behind, canvas):
    """The WCAG ratio of `color` on the layers `behind` (nearest first) on the browser's `canvas`."""
    background = canvas
    for layer in reversed(behind):
        background = _over(_rgba(layer), background)
    one, other = _luminance(_over(_rgba(color), background)), _luminance(background)
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


class Browser:
    """One headless Chromium with a profile of its own, closed by `with` or close()."""

    def __init__(self, dark=False, scripts=True, width=WIDTH, height=HEIGHT):
        self._dark = dark
        self._profile = tempfile.mkdtemp(prefix="tocsin-browser-")
        options = Options()
        options.binary_location = "/usr/bin/chromium"
        for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
                     "--no-first-run", "--disable-background-networking",
                     "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
                     "--disable-extensions", "--hide-scrollbars",
                     "--user-data-dir=" + self._profile):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.driver.set_page_load_timeout(30)
        self._cdp("Emulation.setDeviceMetricsOverride",
                  {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": True})
        self._cdp("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
        # The page's own scripts only: the checks below are run by the driver and always may.
        self._cdp("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        self._width, self._height = width, height

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.driver.quit()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _cdp(self, command, arguments):
        return self.driver.execute_cdp_cmd(command, arguments)

    def _run(self, script):
        return self.driver.execute_script(script)

    def open(self, url):
        self.driver.get_log("performance")     # forget the requests of the page before
        self.driver.get_log("browser")
        self.driver.get(url)

    def requests(self):
        """The addresses asked for since open(), the document first. Reading empties the list."""
        asked = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                # The browser asks for its own icon; no page of ours names one.
                if not url.endswith("/favicon.ico"):
                    asked.append(url)
        return asked

    def title(self):
        return self.driver.title

    def heading(self):
        return self.driver.find_element(By.TAG_NAME, "h1").text

    def text(self):
        return self.driver.find_element(By.TAG_NAME, "body").text

    def main_button(self):
        """The button that takes the call, or None."""
        found = self.driver.find_elements(By.CSS_SELECTOR, MAIN_BUTTON)
        return found[0] if found else None

    def type_digits(self, digits):
        self.driver.find_element(By.NAME, "digits").send_keys(digits)

    def press_main(self, leaves=True):
        """Takes the call. leaves: False, the browser is expected to hold the form back."""
        self._press(MAIN_BUTTON, leaves)

    def press_pass(self):
        self._press("button[name=do][value=pass]", leaves=True)

    def _press(self, selector, leaves):
        born = self._run("return performance.timeOrigin")
        self.driver.find_element(By.CSS_SELECTOR, selector).click()
        if leaves:
            # A click does not wait for the answer to its form: another document must be here.
            arrived = ("return performance.timeOrigin !== %r && document.readyState === 'complete'"
                       % born)
            WebDriverWait(self.driver, 10, poll_frequency=0.05,
                          ignored_exceptions=[WebDriverException]).until(
                              lambda _: self._run(arrived))

    def screenshot(self, path, whole=True):
        """A PNG of the first screen, or of the whole page."""
        shot = self._cdp("Page.captureScreenshot", {"captureBeyondViewport": whole})
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))

    def faults(self, main_button=None, requests=True):
        """Sentences about what is wrong with the open page; none when all is well.
        main_button: True, it must be there and well placed; False, it must not be there."""
        found = self._asked_elsewhere() if requests else []
        found += self._structure() + self._policy() + self._contrast()
        found += self._sideways("")
        if main_button is not None:
            found += self._button(main_button)
        found += self._with_text_spacing()
        return found

    def _asked_elsewhere(self):
        asked = self.requests()
        return [] if len(asked) == 1 else ["asked for more than the document: %s" % asked]

    def _policy(self):
        refused = [entry["message"] for entry in self.driver.get_log("browser")
                   if "Content Security Policy" in entry["message"]]
        return ["refused by the page's own policy: " + message for message in refused]

    def _structure(self):
        found = []
        if not self.title():
            found.append("no title")
        headings = self._run("return document.querySelectorAll('h1').length")
        if headings != 1:
            found.append("%d h1, not 1" % headings)
        images = self._run("return document.querySelectorAll('img,svg,picture,canvas,video').length")
        if images:
            found.append("%d images" % images)
        scripts = self._run("return document.scripts.length")
        if scripts:
            found.append("%d scripts" % scripts)
        if self._run("return document.documentElement.lang") != "en-GB":
            found.append("the language is not en-GB")
        if self._run("return document.querySelectorAll('meta[http-equiv=refresh]').length"):
            found.append("reloads by itself")
        unnamed = self._run("return [...document.querySelectorAll('input:not([type=hidden])')]"
                            ".filter(i => !i.labels.length).length")
        if unnamed:
            found.append("%d inputs without a label" % unnamed)
        return found

    def _sideways(self, when):
        # Not innerWidth: a phone's grows with a page that is too wide.
        wide = self._run("return document.documentElement.scrollWidth")
        return (["scrolls sideways%s: %d px in %d" % (when, wide, self._width)]
                if wide > self._width else [])

    def _button(self, wanted):
        buttons = self.driver.find_elements(By.CSS_SELECTOR, MAIN_BUTTON)
        if len(buttons) != (1 if wanted else 0):
            return ["%d main buttons" % len(buttons)]
        if not wanted:
            return []
        found = []
        box = self._run("const b = document.querySelector('%s').getBoundingClientRect();"
                        "return {height: b.height, bottom: b.bottom + scrollY}" % MAIN_BUTTON)
        if box["height"] < BUTTON_MIN:
            found.append("the main button is %.1f px high" % box["height"])
        if box["bottom"] > self._height:
            found.append("the main button ends at %.0f px, below the first screen" % box["bottom"])
        return found

    def _contrast(self):
        canvas = [18.0, 18.0, 18.0, 1.0] if self._dark else [255.0, 255.0, 255.0, 1.0]
        texts = self._run(TEXTS)
        found = [] if texts else ["no visible text"]
        for text in texts:
            ratio = contrast(text["color"], text["behind"], canvas)
            if ratio < CONTRAST_MIN or text["opacity"] < 1:
                found.append("contrast %.2f: %s" % (ratio, text["text"][:40]))
        return found

    def _with_text_spacing(self):
        # The page's policy refuses an added style element; a constructed sheet is the reader's own.
        self._run("const s = new CSSStyleSheet(); s.replaceSync(%s);"
                  "document.adoptedStyleSheets = [s]" % json.dumps(TEXT_SPACING))
        found = self._sideways(" with text spacing")
        self._run("document.adoptedStyleSheets = []")
        return found
