const spec = '\\.(spec|fixtures)\\.ts$|/fixtures\\.ts$'
/** Purity goes by role: every file in an aggregate's folder that is not a stream, reads or controller file is pure. */
const pure =
  '^(?:services/(?!casectl/)[^/]+/src/(?!views/)|libs/shared-aggregates/src/(?!deadlines/))[^/]+/(?![^/]*\\.(?:stream|reads|controller)\\.ts$)|^libs/casework/src/'

/** They are installed only where the bench is, not with the services. */
const peersOfEventStoreDb = '^libs/bench/src/peers/(eventstoredb-client|emmett-esdb)\\.ts$'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'everything-resolves',
      comment: 'The other rules check resolved paths, so an unresolved import would pass all of them.',
      severity: 'error',
      // Its packages are installed by the suite that needs them.
      from: { pathNot: '^deploy/openapi-lint/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'everything-is-declared',
      comment:
        'A package imports only what its own package.json names; the documentation generators and the environments of specifications run only in the repository, and so do the peers that are compared with the driver of EventStoreDB.',
      severity: 'error',
      from: { pathNot: [spec, '^services/casectl/docs/', '^libs/testing/parts/', peersOfEventStoreDb] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev', 'deprecated'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-imports-only-the-pure',
      comment: 'Allowed: other pure files, contracts and decider.',
      severity: 'error',
      from: { path: pure, pathNot: spec },
      to: { pathNot: [pure, '^libs/(contracts|decider|casework)/src/index\\.ts$'] },
    },
    {
      name: 'domain-imports-types-only',
      comment: 'A domain returns its rules as data; it imports only types from the packages that evaluate them (ADR 0007).',
      severity: 'error',
      from: { path: pure, pathNot: spec },
      to: { path: '^libs/(contracts|decider)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'contracts-import-only-zod',
      severity: 'error',
      from: { path: '^libs/contracts/src/', pathNot: spec },
      to: { pathNot: ['^libs/contracts/src/', '(^|/)node_modules/zod/'] },
    },
    {
      name: 'decider-imports-only-contracts-and-temporal',
      severity: 'error',
      from: { path: '^libs/decider/src/', pathNot: spec },
      to: { pathNot: ['^libs/decider/src/', '^libs/contracts/src/index\\.ts$', '(^|/)node_modules/temporal-polyfill/'] },
    },
    {
      name: 'libs-never-import-services',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^services/' },
    },
    {
      name: 'services-meet-only-in-contracts',
      comment: 'Services never call each other: they communicate by events. casectl composes them into one process.',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '^services/casectl/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'one-entry-per-package',
      comment:
        'Another package is imported by its index, or by an entry that loads less (the drivers of the event store, what sets up a deployment), or by its fixtures, from specs), never by a path into it.',
      severity: 'error',
      from: { path: '^((?:libs|services)/[^/]+)/' },
      to: {
        path: '^(libs|services)/',
        pathNot: [
          '^$1/',
          '/src/index\\.ts$',
          '^libs/event-store/src/(drivers|postgres)\\.ts$',
          '^libs/access/src/development\\.ts$',
          '^libs/service-kit/src/provisioning\\.ts$',
          '/src/[^/]*fixtures\\.ts$',
        ],
      },
    },
    {
      name: 'production-imports-no-tests',
      comment: 'Programs of the benchmarks are the test server of EventStoreDB itself.',
      severity: 'error',
      from: {
        path: '^(libs|services)/',
        pathNot: [spec, '^libs/testing/', '^libs/bench/src/(case-index/generated-log|eventstoredb/counting-server)\\.ts$'],
      },
      to: { path: [spec, '(^|/)node_modules/(@jest/|jest/|fast-check/)', '^libs/testing/'] },
    },
    {
      name: 'eventstoredb-only-in-its-driver',
      comment:
        'All other code uses the port, so that the workarounds for the client of EventStoreDB are in one place; the bench compares the driver with the client.',
      severity: 'error',
      from: { pathNot: ['^libs/event-store/src/eventstoredb/', '^libs/testing/src/eventstoredb/', peersOfEventStoreDb] },
      to: { path: '(^|/)node_modules/(@eventstore/|@grpc/|google-protobuf/)|(^|/)@kurrent/' },
    },
    {
      name: 'kafka-client-only-in-the-feed',
      comment: 'kafkajs silently resets an offset out of range: only the Kafka driver of the feed, its tests and its benchmarks import it.',
      severity: 'error',
      from: { pathNot: ['^libs/feed/src/kafka/', '\\.kafka\\.spec\\.ts$', 'fixtures\\.ts$', '^libs/bench/'] },
      to: { path: '(^|/)(kafkajs|@confluentinc)(/|$)' },
    },
    {
      name: 'peers-only-in-bench',
      severity: 'error',
      from: { pathNot: '^libs/bench/' },
      to: { path: '(^|/)@(event-driven-io|eventide)/|^libs/bench/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(libs|services)/[^/]+/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['@case-timeline/source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
}
