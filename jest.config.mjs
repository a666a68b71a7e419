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

/** And this one a Kafka beside it. */
const kafka = {
  globalSetup: '<rootDir>/deploy/kafka/jest/start.mjs',
  globalTeardown: '<rootDir>/deploy/kafka/jest/stop.mjs',
}

export default {
  workerIdleMemoryLimit: '768MB',
  // Servers start and databases are made on machines that do other work too: slow is no failure.
  testTimeout: 60_000,
  projects: [
    suite('unit', ['**/*.spec.ts', '!**/*.int.spec.ts', '!**/*.e2e.spec.ts', '!**/*.data.spec.ts', '!**/*.kafka.spec.ts']),
    suite('int', ['**/*.int.spec.ts'], postgres),
    suite('e2e', ['**/*.e2e.spec.ts'], postgres),
    suite('data', ['**/*.data.spec.ts'], postgres),
    suite('kafka', ['**/*.kafka.spec.ts'], kafka),
  ].map((project) => ({
    ...project,
    testMatch: project.testMatch.map((glob) => (glob.startsWith('!') ? `!${import.meta.dirname}/${glob.slice(1)}` : `<rootDir>/${glob}`)),
  })),
}
