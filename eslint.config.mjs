import eslint from '@eslint/js'
import nx from '@nx/eslint-plugin'
import tseslint from 'typescript-eslint'
import { injectedTokensAreValues } from './libs/testing/injected-tokens.mjs'

const refuse = (selector, message) => ({ selector, message })

const everywhere = [refuse('ExportDefaultDeclaration', 'Export by name, so that everything has the same name wherever it is imported.')]

const onlyMainReadsTheEnvironment = refuse(
  'MemberExpression[object.name="process"][property.name="env"]',
  'Only main.ts reads process.env; all other code gets its configuration as a parameter.',
)

const noChance = refuse('MemberExpression[object.name="Math"][property.name="random"]', 'No random values here: ids come with the command.')

const noClock = [
  refuse('NewExpression[callee.name="Date"][arguments.length=0]', 'No clock here: the time comes with the command (`command.now`).'),
  refuse('MemberExpression[object.name="Date"][property.name="now"]', 'No clock here: the time comes with the command (`command.now`).'),
]

const domainIsPure = [
  refuse(
    'ImportDeclaration[importKind!="type"]:not([source.value=/^\\.\\.?\\u002F|^@case-timeline\\u002Fcasework$/])',
    'A domain imports nothing at run time: `import type` from contracts and decider, values only from casework and other pure files.',
  ),
  refuse(
    ':matches(ExportNamedDeclaration, ExportAllDeclaration)[source][exportKind!="type"]:not([source.value=/^\\.\\.?\\u002F/])',
    'A domain re-exports nothing of other packages.',
  ),
  refuse('SwitchCase[test=null]', 'List every case, so that the compiler finds a missing one.'),
  refuse('ImportExpression', 'A domain loads nothing at run time.'),
]

const IMPURE_GLOBALS = {
  Date: 'No clock in a domain: compare the texts of the command.',
  Intl: 'No locale in a domain: its data changes with the Node release.',
  globalThis: 'A domain does not access its environment.',
  process: 'A domain does not access its environment.',
}

const specsNeverSkip = [
  refuse(
    'MemberExpression[object.name=/^(describe|it|test)$/][property.name=/^(skip|only|todo|failing)$/]',
    'Every spec runs: no skip, no only, no todo.',
  ),
  refuse('CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]', 'Every spec runs: no skip, no only.'),
  refuse('MemberExpression[property.name=/^(toBeDefined|toBeTruthy|toBeFalsy)$/]', 'Assert the value, not only that there is one.'),
  refuse('MemberExpression[property.name=/^toHaveBeen(Called|LastCalled|NthCalled)/]', 'Assert the result, not which function was called.'),
  refuse(
    'MemberExpression[object.name="jest"][property.name=/^(mock|unstable_mockModule)$/]',
    'No mocked modules: pass the dependencies as parameters.',
  ),
]

const NODE_GLOBALS = ['process', 'console', 'URL', 'Buffer', 'performance', 'module', 'fetch', 'setTimeout', 'clearTimeout']
const specs = ['**/*.spec.ts', '**/*.fixtures.ts', '**/fixtures.ts']
/**
 * The pure files: all files of an aggregate's folder except stream, reads, controller, fixture and specification files
 * (decision 35).
 */
const domain = ['services/!(casectl)/src/!(views)/*.ts', 'libs/shared-aggregates/src/!(deadlines)/*.ts', 'libs/casework/src/*.ts']
const impureRoles = ['**/*.{stream,reads,controller,spec,fixtures}.ts', '**/src/index.ts']

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '.nx/', '**/.case-timeline/', 'coverage/'] },
  { linterOptions: { noInlineConfig: true } },
  { files: ['**/*.{mjs,cjs}'], languageOptions: { globals: Object.fromEntries(NODE_GLOBALS.map((name) => [name, 'readonly'])) } },
  eslint.configs.recommended,
  tseslint.configs.recommended,
  {
    files: ['**/*.{ts,mjs}'],
    rules: {
      eqeqeq: 'error',
      // This rule does not see the uses by decorators.
      'no-useless-assignment': 'off',
      'no-duplicate-imports': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'eslint-disable', '@ts-nocheck'], location: 'anywhere' }],
      'no-restricted-syntax': ['error', ...everywhere],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description', minimumDescriptionLength: 10 }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/triple-slash-reference': ['error', { path: 'never', types: 'never', lib: 'never' }],
    },
  },
  {
    files: ['libs/**/*.ts', 'services/**/*.ts'],
    plugins: { '@nx': nx, conventions: { rules: { 'injected-tokens-are-values': injectedTokensAreValues } } },
    rules: {
      'conventions/injected-tokens-are-values': 'error',
      'no-restricted-syntax': ['error', ...everywhere, onlyMainReadsTheEnvironment],
      '@nx/enforce-module-boundaries': [
        'error',
        {
          // Plain scripts, so that they run before anything is compiled; their type declarations are next to them.
          allow: ['^(\\.\\./)+deploy/kafka/[a-z-]+\\.mjs$'],
          enforceBuildableLibDependency: false,
          depConstraints: [
            { sourceTag: 'scope:contracts', onlyDependOnLibsWithTags: ['scope:contracts'] },
            { sourceTag: 'scope:casework', onlyDependOnLibsWithTags: ['scope:contracts', 'scope:casework'] },
            { sourceTag: 'scope:decider', onlyDependOnLibsWithTags: ['scope:contracts', 'scope:casework', 'scope:decider'] },
            // Only specifications may import scope:testing: dependency-cruiser checks production-imports-no-tests.
            {
              sourceTag: 'scope:lib',
              onlyDependOnLibsWithTags: ['scope:contracts', 'scope:casework', 'scope:decider', 'scope:lib', 'scope:testing'],
            },
            { sourceTag: 'scope:testing', onlyDependOnLibsWithTags: ['scope:testing'] },
            { sourceTag: 'scope:bench', onlyDependOnLibsWithTags: ['scope:contracts', 'scope:casework', 'scope:decider', 'scope:lib'] },
            {
              sourceTag: 'scope:service',
              onlyDependOnLibsWithTags: ['scope:contracts', 'scope:casework', 'scope:decider', 'scope:lib', 'scope:testing'],
            },
            {
              sourceTag: 'scope:composition',
              onlyDependOnLibsWithTags: [
                'scope:contracts',
                'scope:casework',
                'scope:decider',
                'scope:lib',
                'scope:service',
                'scope:testing',
              ],
            },
          ],
        },
      ],
    },
  },
  // main.ts, the files to which it passes its process, and those that start another program with variables of its own.
  {
    files: ['{libs,services}/*/src/main.ts', 'libs/service-kit/src/run-as-process.ts', 'libs/embedded/src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere] },
  },
  {
    files: ['libs/contracts/src/**/*.ts', 'libs/decider/src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, noChance, ...noClock] },
  },
  {
    files: domain,
    ignores: impureRoles,
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, noChance, ...domainIsPure],
      'no-restricted-globals': ['error', ...Object.entries(IMPURE_GLOBALS).map(([name, message]) => ({ name, message }))],
    },
  },
  {
    files: specs,
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, ...specsNeverSkip],
      'no-restricted-globals': 'off',
    },
  },
  {
    files: ['{libs,services}/*/src/**/*.ts'],
    // One TypeScript program for all files: one per package takes three times as long.
    languageOptions: { parserOptions: { project: ['tsconfig.lint.json'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
  // Tools that require a default export: configurations, and Jest's global set-up.
  { files: ['*.{mjs,cjs}', '**/jest/*.mjs'], rules: { 'no-restricted-syntax': 'off' } },
)
