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

/** What must be the same wherever the events are kept and whatever carries them. */
const everywhere = 'handover|referral|rejected-dossier|operations|casectl|demo|exclusion|deadlines|events-outbound'
  .split('|')
  .map((name) => `services/casectl/src/${name}.e2e.spec.ts`)
const on = (...places) => ({ setupFiles: places.map((place) => `<rootDir>/services/casectl/jest/on-${place}.mjs`) })

export default {
  workerIdleMemoryLimit: '768MB',
  // A worker over that limit after the last file of a run is replaced once more: the new one is not up within the half second that
  // Jest gives it to end, and Jest says that tests leak.
  workerGracefulExitTimeout: 5_000,
  // Servers start and databases are made on machines that do other work too: slow is no failure.
  testTimeout: 60_000,
  projects: [
    suite('unit', ['**/*.spec.ts', '!**/*.int.spec.ts', '!**/*.e2e.spec.ts', '!**/*.data.spec.ts', '!**/*.kafka.spec.ts']),
    suite('int', ['**/*.int.spec.ts'], postgres),
    suite('e2e', ['**/*.e2e.spec.ts'], postgres),
    suite('data', ['**/*.data.spec.ts'], postgres),
    suite('kafka', ['**/*.kafka.spec.ts'], kafka),
    suite('e2e-eventstoredb', everywhere, { ...postgres, ...on('eventstoredb') }),
    suite('e2e-kafka', everywhere, { ...kafka, ...on('kafka') }),
    suite('e2e-eventstoredb-kafka', everywhere, { ...kafka, ...on('eventstoredb', 'kafka') }),
  ].map((project) => ({
    ...project,
    testMatch: project.testMatch.map((glob) => (glob.startsWith('!') ? `!${import.meta.dirname}/${glob.slice(1)}` : `<rootDir>/${glob}`)),
  })),
}
