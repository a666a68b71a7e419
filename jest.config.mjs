/** One suite per kind of spec; `npm run test:unit`, `test:int` … select it with --selectProjects. */
const suite = (displayName, testMatch, more = {}) => ({
  displayName,
  rootDir: import.meta.dirname,
  testMatch,
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
  testEnvironmentOptions: { customExportConditions: ['@case-timeline/source', 'node', 'node-addons'] },
  ...more,
})

/** These suites share one throw-away PostgreSQL, started for the run. */
const postgres = {
  globalSetup: '<rootDir>/libs/embedded/jest/start.mjs',
  globalTeardown: '<rootDir>/libs/embedded/jest/stop.mjs',
}

export default {
  workerIdleMemoryLimit: '768MB',
  // Servers start and databases are made on machines that do other work too: slow is no failure.
  testTimeout: 60_000,
  projects: [
    suite('unit', ['**/*.spec.ts', '!**/*.int.spec.ts', '!**/*.e2e.spec.ts', '!**/*.data.spec.ts']),
    suite('int', ['**/*.int.spec.ts'], postgres),
    suite('e2e', ['**/*.e2e.spec.ts'], postgres),
    suite('data', ['**/*.data.spec.ts'], postgres),
  ].map((project) => ({
    ...project,
    testMatch: project.testMatch.map((glob) => (glob.startsWith('!') ? `!${import.meta.dirname}/${glob.slice(1)}` : `<rootDir>/${glob}`)),
  })),
}
