"""Signs a user in with Chromium: opens an address, chooses the user, and prints the text of the page that comes last.

It runs on the environment of `make console-test`, which has Playwright and nothing of the project.
"""

import sys

# a browser that asks nobody but this machine; as root, Chromium starts only without its sandbox
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main(chromium: str, address: str, email: str, picture: str) -> None:
    from playwright.sync_api import sync_playwright  # only the environment of this script has it

    with (
        sync_playwright() as driver,
        driver.chromium.launch(executable_path=chromium, args=ARGUMENTS) as browser,
    ):
        page = browser.new_page()
        page.goto(address)
        page.get_by_role("button", name=email).click()
        page.wait_for_url("http://localhost:*/**")
        page.screenshot(path=picture)
        sys.stdout.write(page.inner_text("body"))


if __name__ == "__main__":
    main(*sys.argv[1:])
