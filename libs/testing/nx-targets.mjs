const JEST = 'node --experimental-vm-modules --no-warnings node_modules/jest/bin/jest.js --selectProjects'

/** The files of a package on which its own results depend. */
const OWN = ['{projectRoot}/**/*', '!{projectRoot}/**/*.md']
/** The files of a package on which the results of other packages depend. */
const SEEN = [...OWN, '!{projectRoot}/**/*.spec.ts']

/** The inputs of every result in addition to the sources of the package and of its dependencies. */
const everywhere = (...files) => [
  'own',
  '^seen',
  ...['package.json', 'package-lock.json', 'tsconfig*.json', ...files].map((file) => `{workspaceRoot}/${file}`),
  { runtime: 'node --version' },
]

const target = (command, inputs, more = {}) => ({ command, options: { cwd: '{workspaceRoot}' }, cache: true, inputs, outputs: [], ...more })

const TESTED = everywhere('jest.config.mjs', 'deploy/**/*', 'docs/asyncapi.json')

/** Specifications of libs/testing play the pages, whose commands run everything. */
const PLAYED = ['README.md', 'docs/how-to/**/*', '{libs,services}/*/src/**/*'].map((file) => `{workspaceRoot}/${file}`)
const testedIn = (root) => (root === 'libs/testing' ? [...TESTED, ...PLAYED] : TESTED)

/** Suites that start their own servers run alone. */
const withServers = (suites, root, ...env) =>
  target(`${JEST} ${suites} -- ${root}/src/`, [...testedIn(root), ...env.map((name) => ({ env: name }))], { parallelism: false })

const compiled = (root) => ({
  build: target(`tsc -b --singleThreaded ${root}`, everywhere(), { dependsOn: ['^build'], outputs: ['{projectRoot}/dist'] }),
  typecheck: target(`node libs/testing/typecheck.mjs ${root}`, everywhere('libs/testing/typecheck.mjs', 'deploy/compile.mjs'), {
    dependsOn: ['build'],
  }),
  lint: target(
    `oxlint ${root} --deny-warnings && oxlint --config libs/testing/promises.oxlintrc.json ${root}`,
    everywhere('.oxlintrc.json', 'libs/testing/*.{mjs,oxlintrc.json}'),
  ),
})

/** By the end of a file name: a package has the suites for which it has specifications. */
const TARGETS = [
  [/\/tsconfig\.json$/, compiled],
  [/\.int\.spec\.ts$/, (root) => ({ int: withServers('int', root, 'CASE_TIMELINE_TEST_PG') })],
  [
    /\.e2e\.spec\.ts$/,
    (root) => ({ e2e: withServers('e2e e2e-eventstoredb', root, 'CASE_TIMELINE_TEST_PG', 'CASE_TIMELINE_SEED', 'CASE_TIMELINE_SOAK') }),
  ],
  // Need data or programs outside the repository (suites.mjs), so Nx does not run them.
  [/\.(data|kafka|clients|image|openapi|node|pages)\.spec\.ts$/, () => ({})],
  [/\.spec\.ts$/, (root) => ({ test: target(`${JEST} unit -- ${root}/src/`, testedIn(root)) })],
]

/** Infers the targets of each package for Nx. */
export const createNodesV2 = [
  '{libs,services}/*/{tsconfig.json,src/**/*.spec.ts}',
  (files) =>
    files.map((file) => {
      const root = file.split('/', 2).join('/')
      const [, targets] = TARGETS.find(([name]) => name.test(file))
      return [file, { projects: { [root]: { namedInputs: { own: OWN, seen: SEEN }, targets: targets(root) } } }]
    }),
]
