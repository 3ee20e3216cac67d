"""Answer what the web pages ask in the browser, where they run the package under Pyodide: check files, prepare exports."""
