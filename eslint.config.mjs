import eslint from '@eslint/js'
import nx from '@nx/eslint-plugin'
import tseslint from 'typescript-eslint'
import { injectedTokensAreValues } from './libs/testing/injected-tokens.mjs'

const refuse = (selector, message) => ({ selector, message })

const everywhere = [refuse('ExportDefaultDeclaration', 'Export by name: one thing has one name wherever it is imported.')]

const onlyMainReadsTheEnvironment = refuse(
  'MemberExpression[object.name="process"][property.name="env"]',
  'Only main.ts reads process.env; everything else is given its configuration.',
)

const noChance = refuse('MemberExpression[object.name="Math"][property.name="random"]', 'No chance here: ids come with the command.')

const noClock = [
  refuse('NewExpression[callee.name="Date"][arguments.length=0]', 'No clock here: the time comes with the command (`command.now`).'),
  refuse('MemberExpression[object.name="Date"][property.name="now"]', 'No clock here: the time comes with the command (`command.now`).'),
]

const domainIsPure = [
  refuse(
    'ImportDeclaration[importKind!="type"]:not([source.value=/^\\.\\u002F/])',
    'A domain imports nothing at run time: `import type` from contracts and decider, values only from files beside it.',
  ),
  refuse(
    ':matches(ExportNamedDeclaration, ExportAllDeclaration)[source][exportKind!="type"]:not([source.value=/^\\.\\u002F/])',
    'A domain passes on nothing of other packages.',
  ),
  refuse('SwitchCase[test=null]', 'Name every case, so that the compiler finds the one that is missing.'),
  refuse('ImportExpression', 'A domain loads nothing at run time.'),
]

const impure = {
  Date: 'No clock in a domain: compare the texts that the command brings.',
  Intl: 'No locale in a domain: its data changes with the Node release.',
  globalThis: 'A domain has no surroundings.',
  process: 'A domain has no surroundings.',
}

const specsFailTheyNeverSkip = [
  refuse(
    'MemberExpression[object.name=/^(describe|it|test)$/][property.name=/^(skip|only|todo|failing)$/]',
    'A spec runs, always: no skip, no only, no todo.',
  ),
  refuse('CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]', 'A spec runs, always: no skip, no only.'),
  refuse('MemberExpression[property.name=/^(toBeDefined|toBeTruthy|toBeFalsy)$/]', 'Say what the value is, not that there is one.'),
  refuse(
    'MemberExpression[property.name=/^toHaveBeen(Called|LastCalled|NthCalled)/]',
    'Assert what happened, not which function was called.',
  ),
  refuse(
    'MemberExpression[object.name="jest"][property.name=/^(mock|unstable_mockModule)$/]',
    'No mocked modules: hand in what the code needs.',
  ),
]

const NODE = ['process', 'console', 'URL', 'Buffer', 'performance', 'module', 'fetch', 'setTimeout', 'clearTimeout']
const specs = ['**/*.spec.ts', '**/*.fixtures.ts', '**/fixtures.ts']
const domain = ['{libs,services}/*/src/domain/**/*.ts']

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '.nx/', '**/.case-timeline/', 'coverage/'] },
  { linterOptions: { noInlineConfig: true } },
  { files: ['**/*.{mjs,cjs}'], languageOptions: { globals: Object.fromEntries(NODE.map((name) => [name, 'readonly'])) } },
  eslint.configs.recommended,
  tseslint.configs.recommended,
  {
    files: ['**/*.{ts,mjs}'],
    rules: {
      eqeqeq: 'error',
      // Does not see what a decorator uses.
      'no-useless-assignment': 'off',
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
    plugins: { '@nx': nx, house: { rules: { 'injected-tokens-are-values': injectedTokensAreValues } } },
    rules: {
      'house/injected-tokens-are-values': 'error',
      'no-restricted-syntax': ['error', ...everywhere, onlyMainReadsTheEnvironment],
      '@nx/enforce-module-boundaries': [
        'error',
        {
          // Plain scripts, so that they run before anything is compiled; they have their types beside them.
          allow: ['^(\\.\\./)+deploy/kafka/[a-z-]+\\.mjs$'],
          enforceBuildableLibDependency: false,
          depConstraints: [
            { sourceTag: 'scope:contracts', onlyDependOnLibsWithTags: ['scope:contracts'] },
            { sourceTag: 'scope:decider', onlyDependOnLibsWithTags: ['scope:contracts', 'scope:decider'] },
            // Specifications only; dependency-cruiser tells them from the rest.
            { sourceTag: 'scope:lib', onlyDependOnLibsWithTags: ['scope:contracts', 'scope:decider', 'scope:lib', 'scope:testing'] },
            { sourceTag: 'scope:testing', onlyDependOnLibsWithTags: ['scope:testing'] },
            { sourceTag: 'scope:bench', onlyDependOnLibsWithTags: ['scope:contracts', 'scope:decider', 'scope:lib'] },
            { sourceTag: 'scope:service', onlyDependOnLibsWithTags: ['scope:contracts', 'scope:decider', 'scope:lib', 'scope:testing'] },
            {
              sourceTag: 'scope:composition',
              onlyDependOnLibsWithTags: ['scope:contracts', 'scope:decider', 'scope:lib', 'scope:service', 'scope:testing'],
            },
          ],
        },
      ],
    },
  },
  // main.ts, what it hands its process to, and what starts another program with variables of its own.
  {
    files: ['{libs,services}/*/src/main.ts', 'libs/service-kit/src/as-process.ts', 'libs/embedded/src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere] },
  },
  {
    files: ['libs/contracts/src/**/*.ts', 'libs/decider/src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, noChance, ...noClock] },
  },
  {
    files: domain,
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, noChance, ...domainIsPure],
      'no-restricted-globals': ['error', ...Object.entries(impure).map(([name, message]) => ({ name, message }))],
    },
  },
  {
    files: specs,
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, ...specsFailTheyNeverSkip],
      'no-restricted-globals': 'off',
    },
  },
  {
    files: ['{libs,services}/*/src/**/*.ts'],
    // One program for all files: one per package takes three times as long.
    languageOptions: { parserOptions: { project: ['tsconfig.lint.json'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
  // Tools that ask for a default export: configurations, and Jest's global set-up.
  { files: ['*.{mjs,cjs}', '**/jest/*.mjs'], rules: { 'no-restricted-syntax': 'off' } },
)
