/** The texts of all pages in English. The keys are the same in every language; `page.*` names the pages. */

export const texts = {
  "shell.skip": "Skip to the content",
  "shell.pages": "Pages",
  "shell.sign_in": "Sign in",
  "shell.sign_out": "Sign out",
  "shell.loading": "Loading …",
  "shell.version": "hepaflow {version}",

  "page.send": "Send files",

  "role.center": "Center {center}",
  "role.data-manager": "Data manager",
  "role.monitor": "Monitor",
  "role.statistician": "Statistician",
  "role.unmasked-statistician": "Unmasked statistician",

  "start.title": "Lab files of liver trials",
  "start.what": "Check lab files on this computer, send them to the trial, and read what was accepted, held and rejected.",
  "start.account": "You sign in with the account that the trial's data manager arranged for you.",
  "start.studies": "Your studies",
  "start.unknown": "There is no such page, or your role does not allow it. Choose a page from the list.",

  "files.drop": "Drop files here, or choose them",

  "send.what": "Choose the files that your lab system exported. Nothing is sent until you send it.",
  "send.no_engine": "Checking on this computer is not installed here. The server checks each file after you send it.",
  "send.chosen": { one: "{n} file chosen", other: "{n} files chosen" },

  "problem.signed_out": "You are signed out",
  "problem.sign_in_again": "Sign in again. Your sign-in has ended.",
  "problem.no_connection": "The server cannot be reached",
  "problem.try_again": "Try again in a minute. If this goes on, inform the trial's data manager.",
  "problem.forbidden": "Your role does not allow this.",
  "problem.not_found": "There is no such thing in this study.",
  "problem.busy": "The server has too much to do. Try again in a minute.",
  "problem.refused": "The server rejected the request",
  "problem.not_loaded": "This page could not be loaded. Check your connection, and load the page again.",
};
