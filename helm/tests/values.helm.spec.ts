import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parse } from 'yaml'
import { CHART, HELMS, refusal, render, type Values, valuesOf } from './helm.ts'
import { typeFaults } from './kubernetes-fields.ts'
import { at, type Place, placesIn, resolved, type Schema, schemaOf, valuesIn } from './schema-values.ts'
import { brokenRequirements } from './workloads.ts'

const schema = schemaOf(CHART)
/** The objects that accept any member: what a parent chart shares, and what is Kubernetes' own. */
const OPEN = ['global', 'labels', 'texts', 'extraEnv', 'extraObjects', 'roles']

/** Enough for a machine that does much else at the same time. */
const TIMEOUT_MS = 300_000
/** Another seed draws other values; the same one repeats a failure. */
const SEED = Number(process.env['CASE_TIMELINE_SEED'] ?? 20_261_128)
/** A rendering takes a fifth of a second, so a failure is shown as it was found. */
const RUNS = { seed: SEED, numRuns: 12, endOnFailure: true }

/** Ports, needs and the user decide what requirements are about; objects of the user need not meet them. */
const NOT_REQUIRED = new Set(['network', 'needs', 'extraObjects', 'extraEnv', 'global', 'security', 'mounts'])

/** What no installation can do without: an empty text in its place is refused, as refusals.helm.spec.ts shows. */
const NECESSARY = new Set(['deployment', 'jurisdiction', 'issuer', 'domain', 'parentRefs', 'brokers', 'existingSecret', 'audience'])

/** Values that belong together, and are otherwise refused. */
const TOGETHER = new Set([
  'feed',
  'policies',
  'logHeads',
  'autoscaling',
  'enabled',
  'replicas',
  'minInsync',
  'replication',
  'requireDigests',
])

const together = fc.record({
  logHeads: fc.constantFrom({}, { existingSecret: '1', existingClaim: '2' }),
  policies: fc.constantFrom({}, { files: { 'PH.json': '{"jurisdiction":"PH"}' } }, { existingConfigMap: '0', checksum: '00' }),
  ingress: fc.record({ enabled: fc.boolean(), domain: fc.constant('x.example') }),
})

/** Values that the schema accepts and that can work. */
const working: fc.Arbitrary<Values> = fc
  .tuple(valuesIn(schema, schema, new Set([...NOT_REQUIRED, ...NECESSARY, ...TOGETHER])), together)
  .map(([values, more]) => ({ ...(values as Values), ...more }))

/** A value of another type than a place has. */
const otherThan = ({ type, enum: choices }: Schema): unknown => (type === 'string' || choices ? { wrong: true } : 'wrong')

/** Mutations of valid values: an unknown name, another type, a number or a text out of bounds. */
const mutations = ({ path, schema: place }: Place): readonly Values[] => {
  const { type, additionalProperties, minimum, maximum, pattern } = place
  return [
    ...(path.length > 0 && type !== undefined ? [at(path, otherThan(place))] : []),
    ...(type === 'object' && additionalProperties === false ? [at([...path, 'un known'], 1)] : []),
    ...(minimum === undefined ? [] : [at(path, minimum - 1)]),
    ...(maximum === undefined ? [] : [at(path, maximum + 1)]),
    ...(pattern === undefined || new RegExp(pattern).test('~ no ~') ? [] : [at(path, '~ no ~')]),
  ]
}

const everyMutation = placesIn(schema, schema).flatMap((place) => mutations(place).map((values) => ({ place, values })))

beforeAll(() => console.log(`values of the seed ${SEED}; ${everyMutation.length} mutations, all of them tried on the schema`))

describe.each(HELMS)('with %s, values', (helm) => {
  it(
    'that the schema accepts and that can work are rendered, and meet every requirement',
    async () => {
      await fc.assert(
        fc.asyncProperty(working, fc.constantFrom('minimal', 'prod'), async (values, profile) => {
          const manifests = await render({ helm, files: valuesOf(profile), values })
          expect([...manifests.flatMap(typeFaults), ...brokenRequirements(manifests)]).toEqual([])
        }),
        RUNS,
      )
    },
    TIMEOUT_MS,
  )

  it(
    'that the schema accepts are rendered without faults, or refused with a sentence of the chart',
    async () => {
      await fc.assert(
        fc.asyncProperty(valuesIn(schema, schema, new Set(['extraObjects'])), async (values) => {
          const failure = await refusal({ helm, files: valuesOf('minimal'), values: values as Values })
          if (failure !== undefined) expect(failure).toContain('ct is not installed:')
        }),
        RUNS,
      )
    },
    TIMEOUT_MS,
  )

  it(
    'that break the schema at one place are refused, and the place is named',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...everyMutation), async ({ values }) => {
          const failure = await refusal({ helm, files: valuesOf('minimal'), values })
          expect(failure).toContain("values don't meet the specifications of the schema")
        }),
        { ...RUNS, numRuns: 40 },
      )
    },
    TIMEOUT_MS,
  )
})

/** As far as it is used here. */
interface Validator {
  (values: unknown): boolean
  readonly errors?: readonly { readonly instancePath: string }[] | null
}

/** A validator of JSON Schema that is not helm's own; it is installed with helm. */
const validator = (): Validator => {
  const { Ajv } = createRequire(join(CHART, '../tools/package.json'))('ajv') as {
    readonly Ajv: new (options: object) => { compile(schema: Schema): Validator }
  }
  // The draft of the schema has keywords without a type next to them, which the strict mode refuses.
  return new Ajv({ strict: false, allErrors: true }).compile(schema)
}

describe('the schema', () => {
  it('accepts the values of the chart, and refuses each of more than 500 mutations at its place', () => {
    const accepts = validator()
    expect(accepts(parse(readFileSync(join(CHART, 'values.yaml'), 'utf8')))).toBe(true)
    expect(everyMutation.length).toBeGreaterThan(500)
    const unnoticed = everyMutation.filter(
      ({ place: { path }, values }) =>
        accepts(values) || !accepts.errors?.some(({ instancePath }) => instancePath === ['', ...path].join('/')),
    )
    expect(unnoticed.map(({ values }) => values)).toEqual([])
  })

  const objects = (one: Schema, name: string): readonly string[] => [
    ...(one.type === 'object' && one.additionalProperties !== false ? [name] : []),
    ...Object.entries(one.properties ?? {}).flatMap(([member, inner]) => objects(inner, member)),
    ...Object.values(one.patternProperties ?? {}).flatMap((inner) => objects(inner, name)),
    ...[...(one.anyOf ?? []), ...(one.items ? [one.items] : [])].flatMap((inner) => objects(inner, name)),
    ...Object.entries(one.definitions ?? {}).flatMap(([member, inner]) => objects(inner, member)),
  ]

  it('refuses unknown names everywhere but in what is open on purpose', () =>
    expect(objects(schema, 'values').toSorted()).toEqual(OPEN.toSorted()))

  it('is draft-07, the newest that helm 3 reads', () =>
    expect(schema).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#' }))

  it('bounds every text and list', () => {
    const unbounded = placesIn(schema, schema).filter(
      ({ schema: place }) =>
        (place.type === 'string' && place.maxLength === undefined) ||
        (place.type === 'array' && place.maxItems === undefined && place.items === undefined),
    )
    expect(unbounded.map(({ path }) => path.join('.'))).toEqual([])
    expect(resolved({ $ref: '#/definitions/service' }, schema).properties).toHaveProperty('replicas')
  })
})
