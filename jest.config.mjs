import { availableParallelism } from 'node:os'
import { EVERYWHERE } from './libs/testing/parts/everywhere.mjs'

/** One suite per kind of spec; `npm run test:unit`, `test:int` … select it with --selectProjects. */
const suite = (displayName, testMatch, more = {}) => ({
  displayName,
  rootDir: import.meta.dirname,
  // Not with the temporary files of a suite, which go when it ends: the next one needs the same sources.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
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

/** Each file of these loads several specifications (decision 63). */
const inParts = { testEnvironment: '<rootDir>/libs/testing/parts/environment.mjs' }

/** These suites share one temporary PostgreSQL, started for the run. */
const postgres = {
  globalSetup: '<rootDir>/libs/embedded/jest/start.mjs',
  globalTeardown: '<rootDir>/libs/embedded/jest/stop.mjs',
}

/** These suites also share one Kafka broker. */
const kafka = {
  globalSetup: '<rootDir>/deploy/kafka/jest/start.mjs',
  globalTeardown: '<rootDir>/deploy/kafka/jest/stop.mjs',
}

/** These run the images, on a Docker engine of this run. */
const engine = {
  globalSetup: '<rootDir>/deploy/engine/jest/start.mjs',
  globalTeardown: '<rootDir>/deploy/engine/jest/stop.mjs',
}

/** These run one fresh clone, each with another version of Node.js. */
const nodeVersions = {
  globalSetup: '<rootDir>/deploy/node-versions/jest/start.mjs',
  globalTeardown: '<rootDir>/deploy/node-versions/jest/stop.mjs',
}

/** These lint the OpenAPI documents of the services. */
const linters = { ...postgres, globalSetup: '<rootDir>/deploy/openapi-lint/jest/start.mjs' }

const everywhereInParts = 'libs/testing/parts/everywhere-*.mjs'
const TRACED = 'services/casectl/src/telemetry.e2e.spec.ts'
const onServers = (...servers) => ({ setupFiles: servers.map((server) => `<rootDir>/services/casectl/jest/on-${server}.mjs`) })

export default {
  // A specification waits for its servers most of the time: two cores serve two of them.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  workerIdleMemoryLimit: '768MB',
  // A worker over that limit after the last file of a run is replaced once more. The new one is not ready within the
  // half second that Jest gives it to end, and Jest reports that tests leak.
  workerGracefulExitTimeout: 5_000,
  // Machines that start servers and create databases may be busy: slowness is not a failure.
  testTimeout: 60_000,
  projects: [
    suite('unit', [
      '**/*.spec.ts',
      '!**/*.int.spec.ts',
      '!**/*.e2e.spec.ts',
      '!**/*.data.spec.ts',
      '!**/*.kafka.spec.ts',
      '!**/*.helm.spec.ts',
      '!**/*.image.spec.ts',
      '!**/*.clients.spec.ts',
      '!**/*.openapi.spec.ts',
      '!**/*.node.spec.ts',
      '!**/*.pages.spec.ts',
    ]),
    // The specifications of `unit` once more, for `npm run check`: in four files, which load each module once (decision 63).
    suite('unit-in-parts', ['libs/testing/parts/unit-*.mjs'], inParts),
    suite('int', ['**/*.int.spec.ts'], postgres),
    suite('int-in-parts', ['libs/testing/parts/int-*.mjs'], { ...postgres, ...inParts }),
    suite('e2e', ['**/*.e2e.spec.ts'], postgres),
    suite('e2e-in-parts', ['libs/testing/parts/e2e-*.mjs', 'libs/**/*.e2e.spec.ts'], { ...postgres, ...inParts }),
    suite('data', ['**/*.data.spec.ts'], postgres),
    suite('image', ['**/*.image.spec.ts'], engine),
    suite('kafka', ['**/*.kafka.spec.ts'], kafka),
    // The generators are in a package of their own and in Maven Central; this suite fetches them.
    suite('clients', ['**/*.clients.spec.ts'], { ...postgres, globalSetup: '<rootDir>/deploy/clients/jest/start.mjs' }),
    // helm and the type tables of Kubernetes are in a package of their own, which this suite installs.
    suite('helm', ['helm/tests/**/*.helm.spec.ts'], { globalSetup: '<rootDir>/helm/tests/jest/start.mjs' }),
    // The linters are in a package of their own, which this suite installs.
    suite('openapi', ['**/*.openapi.spec.ts'], linters),
    // The versions of Node.js are in a package of their own, which this suite installs.
    suite('node', ['**/*.node.spec.ts'], nodeVersions),
    // The commands of the pages, which start the system as a reader does.
    suite('pages', ['**/*.pages.spec.ts'], postgres),
    suite('e2e-eventstoredb', EVERYWHERE, { ...postgres, ...onServers('eventstoredb') }),
    suite('e2e-eventstoredb-in-parts', [everywhereInParts], { ...postgres, ...inParts, ...onServers('eventstoredb') }),
    // A trace has its longest way here: through the relay and the topics.
    suite('e2e-kafka', [...EVERYWHERE, TRACED], { ...kafka, ...onServers('kafka') }),
    suite('e2e-kafka-in-parts', [everywhereInParts, TRACED], { ...kafka, ...inParts, ...onServers('kafka') }),
    suite('e2e-eventstoredb-kafka', EVERYWHERE, { ...kafka, ...onServers('eventstoredb', 'kafka') }),
    suite('e2e-eventstoredb-kafka-in-parts', [everywhereInParts], { ...kafka, ...inParts, ...onServers('eventstoredb', 'kafka') }),
  ].map((project) => ({
    ...project,
    testMatch: project.testMatch.map((glob) => (glob.startsWith('!') ? `!${import.meta.dirname}/${glob.slice(1)}` : `<rootDir>/${glob}`)),
  })),
}
