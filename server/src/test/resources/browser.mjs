// A Chromium that a test steers: each line in is a JSON command, each line out its outcome.
// Arguments: the folder of playwright-core, the Chromium.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [library, executablePath] = process.argv.slice(2);
const { chromium } = await import(pathToFileURL(`${library}/index.mjs`).href);
const browser = await chromium.launch({
  executablePath, headless: true, args: ['--no-sandbox', '--disable-gpu'],
});
const context = await browser.newContext({ viewport: { width: 1100, height: 860 } });
const pages = [];
const problems = [];
const LIMIT = 20000; // milliseconds

// Where a pixel of the desktop is in the page.
async function place(page, [x, y]) {
  const canvas = page.locator('#screen canvas');
  const box = await canvas.boundingBox();
  const size = await canvas.evaluate((it) => [it.width, it.height]);
  return [box.x + ((x + 0.5) * box.width) / size[0], box.y + ((y + 0.5) * box.height) / size[1]];
}

const commands = {
  async open({ url }) {
    const page = await context.newPage();
    page.setDefaultTimeout(LIMIT);
    page.on('console', (it) => it.type() === 'error' && problems.push(it.text()));
    page.on('pageerror', (it) => problems.push(String(it)));
    pages.push(page);
    const answer = await page.goto(url);
    return { page: pages.length - 1, status: answer.status() };
  },
  async awaitText({ page, selector, text }) {
    await pages[page].locator(selector, { hasText: text }).waitFor({ timeout: LIMIT });
  },
  // Waits until a pixel of the desktop is light (true) or dark.
  async awaitPixel({ page, at, light }) {
    await pages[page].waitForFunction(([[x, y], wanted]) => {
      const canvas = document.querySelector('#screen canvas');
      if (!canvas || canvas.width <= x) return false;
      const [red, green, blue] = canvas.getContext('2d').getImageData(x, y, 1, 1).data;
      return (red + green + blue > 600) === wanted;
    }, [at, light], { timeout: LIMIT });
  },
  async press({ page, selector }) { await pages[page].click(selector); },
  async click({ page, at }) {
    const [x, y] = await place(pages[page], at);
    await pages[page].mouse.click(x, y);
  },
  async move({ page, at }) {
    const [x, y] = await place(pages[page], at);
    await pages[page].mouse.move(x, y);
  },
  async type({ page, text }) { await pages[page].keyboard.type(text); },
  async key({ page, key }) { await pages[page].keyboard.press(key); },
  async fill({ page, selector, text }) { await pages[page].fill(selector, text); },
  async awaitValue({ page, selector, text }) {
    await pages[page].waitForFunction(([where, wanted]) =>
      document.querySelector(where).value === wanted, [selector, text], { timeout: LIMIT });
  },
  // As another keyboard layout than Playwright's has it: a key that gives this character.
  async character({ page, character }) {
    await pages[page].locator('#screen canvas').evaluate((canvas, key) => {
      for (const type of ['keydown', 'keyup']) {
        canvas.dispatchEvent(new KeyboardEvent(type, { key, code: 'KeyA', bubbles: true }));
      }
    }, character);
  },
  async url({ page }) { return { url: pages[page].url() }; },
  async picture({ page, path }) { await pages[page].screenshot({ path }); },
  async problems() { return { problems }; },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...rest } = JSON.parse(line);
  let outcome;
  try {
    outcome = { ok: true, ...(await commands[command](rest)) };
  } catch (error) {
    outcome = { ok: false, error: String(error) };
  }
  console.log(JSON.stringify(outcome));
}
await browser.close();
