/** Lists the pages: who may see each, and its module. The texts `page.{name}` name them. */

export const PAGES = [
  {
    name: "send",
    roles: ["center", "data-manager"],
    load: () => import("../pages/send.js").then((module) => module.SendPage),
  },
  {
    name: "prepare",
    roles: ["center", "data-manager"],
    load: () => import("../pages/prepare.js").then((module) => module.PreparePage),
  },
  {
    name: "files",
    roles: ["center", "data-manager", "monitor"],
    load: () => import("../pages/files.js").then((module) => module.FilesPage),
  },
  {
    name: "subjects",
    roles: ["center", "data-manager", "monitor", "statistician", "unmasked-statistician"],
    load: () => import("../pages/subjects.js").then((module) => module.SubjectsPage),
  },
];

/** Returns the pages that a user with some roles may see. */
export function pagesFor(roles) {
  return PAGES.filter((page) => page.roles.some((role) => roles.includes(role)));
}
