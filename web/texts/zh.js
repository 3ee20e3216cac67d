/** The texts of all pages in Chinese. The keys are the same in every language; `page.*` names the pages. */

export const texts = {
  "shell.skip": "跳到正文",
  "shell.pages": "页面",
  "shell.sign_in": "登录",
  "shell.sign_out": "退出登录",
  "shell.loading": "正在加载……",
  "shell.version": "hepaflow {version}",

  "page.send": "发送文件",

  "role.center": "中心 {center}",
  "role.data-manager": "数据管理员",
  "role.monitor": "监查员",
  "role.statistician": "统计师",
  "role.unmasked-statistician": "非盲统计师",

  "start.title": "肝病临床试验的实验室文件",
  "start.what": "在本机检查实验室文件，将其发送给试验，并查看哪些结果已接受、待核实或未通过。",
  "start.account": "请使用试验数据管理员为您安排的账号登录。",
  "start.studies": "您的研究",
  "start.unknown": "没有此页面，或您的角色无权查看。请从列表中选择页面。",

  "files.drop": "将文件拖到此处，或点击选择",

  "send.what": "请选择实验室系统导出的文件。在您点击发送之前，不会发送任何内容。",
  "send.no_engine": "此处未安装本机检查功能。文件发送后由服务器检查。",
  "send.chosen": { other: "已选择 {n} 个文件" },

  "problem.signed_out": "您已退出登录",
  "problem.sign_in_again": "登录已失效，请重新登录。",
  "problem.no_connection": "无法连接服务器",
  "problem.try_again": "请一分钟后重试。如仍不成功，请告知试验数据管理员。",
  "problem.forbidden": "您的角色无权进行此操作。",
  "problem.not_found": "此研究中没有该内容。",
  "problem.busy": "服务器繁忙，请一分钟后重试。",
  "problem.refused": "服务器未接受该请求",
  "problem.not_loaded": "无法加载此页面。请检查网络连接，然后重新加载。",
};
