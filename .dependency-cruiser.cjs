const spec = '\\.(spec|fixtures)\\.ts$|/fixtures\\.ts$'
const domain = '^((?:libs|services)/[^/]+/src/domain)/'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'everything-resolves',
      comment: 'The other rules judge resolved paths: an import that resolves to nothing would pass them all.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'everything-is-declared',
      comment: 'A package imports only what its own package.json names.',
      severity: 'error',
      from: { pathNot: spec },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev', 'deprecated'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-imports-only-contracts-and-decider',
      severity: 'error',
      from: { path: domain, pathNot: spec },
      to: { pathNot: ['^$1/', '^libs/(contracts|decider)/src/index\\.ts$'] },
    },
    {
      name: 'domain-imports-types-only',
      comment: 'A domain returns the rules it stands under as data; what judges them is handed their types only (ADR 0007).',
      severity: 'error',
      from: { path: domain, pathNot: spec },
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
      comment: 'Services never call each other: they meet in events. casectl composes them into one process.',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '^services/casectl/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'one-door-per-package',
      comment: 'Another package is entered by its index (or its fixtures, from specs), never by a path into it.',
      severity: 'error',
      from: { path: '^((?:libs|services)/[^/]+)/' },
      to: { path: '^(libs|services)/', pathNot: ['^$1/', '/src/index\\.ts$', '/src/[^/]*fixtures\\.ts$'] },
    },
    {
      name: 'production-imports-no-tests',
      severity: 'error',
      from: { path: '^(libs|services)/', pathNot: [spec, '^libs/testing/'] },
      to: { path: [spec, '(^|/)node_modules/(@jest/|jest/|fast-check/)', '^libs/testing/'] },
    },
    {
      name: 'eventstoredb-only-in-its-driver',
      comment: 'Everything else knows the port: what the client of EventStoreDB does wrong is kept in one place.',
      severity: 'error',
      from: { pathNot: ['^libs/event-store/src/eventstoredb/', '^libs/testing/src/eventstoredb/'] },
      to: { path: '(^|/)node_modules/(@eventstore/|@grpc/|google-protobuf/)' },
    },
    {
      name: 'kafka-client-only-in-the-feed',
      comment:
        'kafkajs silently resets an offset out of range: only the Kafka driver of the feed imports it, and what tests or measures that.',
      severity: 'error',
      from: { pathNot: ['^libs/feed/src/kafka/', '\\.kafka\\.spec\\.ts$', 'fixtures\\.ts$', '^libs/bench/'] },
      to: { path: '(^|/)kafkajs(/|$)' },
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
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['@case-timeline/source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
}
