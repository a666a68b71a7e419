import { injectedTokensAreValues } from './injected-tokens.mjs'

/** A rule of syntax: what each selector of ESTree finds is refused, with its message. */
const refuses = (refused) => ({
  meta: { type: 'problem', schema: [] },
  create: (context) =>
    Object.fromEntries(Object.entries(refused).map(([selector, message]) => [selector, (node) => context.report({ node, message })])),
})

const exportsHaveNames = refuses({
  ExportDefaultDeclaration: 'Export by name, so that everything has the same name wherever it is imported.',
})

const onlyMainReadsTheEnvironment = refuses({
  'MemberExpression[object.name="process"][property.name="env"]':
    'Only main.ts reads process.env; all other code gets its configuration as a parameter.',
})

const idsComeWithTheCommand = refuses({
  'MemberExpression[object.name="Math"][property.name="random"]': 'No random values here: ids come with the command.',
})

const timeComesWithTheCommand = refuses({
  'NewExpression[callee.name="Date"][arguments.length=0]': 'No clock here: the time comes with the command (`command.now`).',
  'MemberExpression[object.name="Date"][property.name="now"]': 'No clock here: the time comes with the command (`command.now`).',
})

const domainIsPure = refuses({
  'ImportDeclaration[importKind!="type"]:not([source.value=/^\\.\\.?\\u002F|^@case-timeline\\u002Fcasework$/])':
    'A domain imports nothing at run time: `import type` from contracts and decider, values only from casework and other pure files.',
  ':matches(ExportNamedDeclaration, ExportAllDeclaration)[source][exportKind!="type"]:not([source.value=/^\\.\\.?\\u002F/])':
    'A domain re-exports nothing of other packages.',
  'SwitchCase[test=null]': 'List every case, so that the compiler finds a missing one.',
  ImportExpression: 'A domain loads nothing at run time.',
})

const specsRunWhole = refuses({
  'MemberExpression[object.name=/^(describe|it|test)$/][property.name=/^(skip|only|todo|failing)$/]':
    'Every spec runs: no skip, no only, no todo.',
  'CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]': 'Every spec runs: no skip, no only.',
  'MemberExpression[property.name=/^(toBeDefined|toBeTruthy|toBeFalsy)$/]': 'Assert the value, not only that there is one.',
  'MemberExpression[property.name=/^toHaveBeen(Called|LastCalled|NthCalled)/]': 'Assert the result, not which function was called.',
  'MemberExpression[object.name="jest"][property.name=/^(mock|unstable_mockModule)$/]':
    'No mocked modules: pass the dependencies as parameters.',
})

/** The rules of this repository, as a plugin of the linter. */
export default {
  meta: { name: 'conventions' },
  rules: {
    'exports-have-names': exportsHaveNames,
    'only-main-reads-the-environment': onlyMainReadsTheEnvironment,
    'ids-come-with-the-command': idsComeWithTheCommand,
    'time-comes-with-the-command': timeComesWithTheCommand,
    'domain-is-pure': domainIsPure,
    'specs-run-whole': specsRunWhole,
    'injected-tokens-are-values': injectedTokensAreValues,
  },
}
