import { once } from 'node:events'
import { connect } from 'node:net'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { COMMAND_TYPES, commandKey, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { AGENCY_ABROAD } from './agencies.ts'
import { apiClient, auditor, newId, type Persona } from './api-client.fixtures.ts'
import { playDemo, scenario, type Scenario } from './demo.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import { documentedMetrics, type DocumentedMetric, exportedMetrics } from './metric-text.fixtures.ts'
import { type OtlpReceiver, otlpReceiver, type ReceivedSpan } from './otlp-receiver.fixtures.ts'
import { type RecordedSpan, recordedTrace } from './recorded-trace.fixtures.ts'

/*
 * The demo is played while every trace is recorded and sent. What the services send out is collected first: traces,
 * metrics, logs and published events.
 */
const PH = {
  jurisdiction: 'PH',
  receivingAgencies: { prosecution: 'ph-prosecution', adjudication: 'ph-rtc-manila', victimSupport: 'ph-social-welfare' },
}
const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }
/** Of a caller who goes away before the answer has ended. */
const LEAVING_CALLER = { traceId: 'c1f3a9d0b27e45868f04d9e6a51b7c32', spanId: 'b9c7c989f97918e1' }
/** Requests of that caller that wait behind another one on one connection. */
const WAITING_REQUESTS = 10
const observedCase = newId()
const IS_ON_KAFKA = process.env['CASE_TIMELINE_TEST_FEED'] === 'kafka'
const IS_ON_EVENTSTOREDB = process.env['CASE_TIMELINE_TEST_STORE'] === 'eventstoredb'
/** Some deliveries of its first event. */
const DELIVERIES = [
  ...(IS_ON_KAFKA ? ['auditTrail: send relay'] : []),
  'investigation: deliver view.case-file.v7',
  'auditTrail: deliver view.timeline.v1',
]
const isDelivery = ({ traceId, name }: ReceivedSpan): boolean => traceId === CALLER.traceId && /^(deliver|send) /.test(name)
const deliveryOf = ({ service, name }: ReceivedSpan): string => `${service}: ${name}`

let collector: OtlpReceiver
let demo: Scenario
let folder = ''
let log = ''
let published: readonly { readonly traceparent?: string }[]
const metricTexts = new Map<ServiceName, string>()

const personaOf = (name: string): Persona => {
  const { agency, ...persona } = demo.personas[name]!
  return { ...persona, agencyId: agency }
}

const play = async ({ urls, issuer }: FiveServices): Promise<void> => {
  const tokenFor = ({ userId, agency, sector, roles }: Scenario['personas'][string]) =>
    issuer.tokenFor({ userId, agencyId: agency, sector, roles })
  for await (const _ of playDemo({ urls, tokenFor }, demo));
}

/** Repeats the request until its answer is as wanted: views follow the log. */
const until = async <T>(read: () => Promise<T>, isWanted: (found: T) => boolean): Promise<T> => {
  for (let left = 600; left > 0; left--) {
    const found = await read()
    if (isWanted(found)) return found
    await pause(50)
  }
  throw new Error('the views did not follow the log within 30 seconds')
}

/** Waits until jobs have recorded what the demo leaves to them: for six seconds nothing is delivered, and spans are sent every five. */
const untilNothingIsDelivered = async (): Promise<void> => {
  const delivered = () => collector.spans().filter(({ name }) => name.startsWith('deliver ')).length
  for (let [before, quiet] = [delivered(), 0]; quiet < 24;) {
    await pause(250)
    quiet = delivered() === before ? quiet + 1 : 0
    before = delivered()
  }
}

/** The demo's first command once more, for another case, while nothing else is recorded. */
const openObservedCase = async (api: ReturnType<typeof apiClient>): Promise<void> => {
  const { data, occurredAt, occurredZone } = demo.steps[0]!
  const headers = { traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01` }
  const opened = await api.post(personaOf('investigator'), `/cases/${observedCase}/open-case`, { data, occurredAt, occurredZone }, headers)
  expect(opened).toMatchObject({ status: 201 })
  // Until then nothing else may be recorded: a delivery of two commands would be another trace.
  await until(
    () => Promise.resolve(new Set(collector.spans().filter(isDelivery).map(deliveryOf))),
    (delivered) => DELIVERIES.every((one) => delivered.has(one)),
  )
}

/** Follows the events of police, asks for more on the same connection meanwhile, and cuts it. */
const hangUp = async ({ urls, issuer }: FiveServices): Promise<void> => {
  const traceparent = `00-${LEAVING_CALLER.traceId}-${LEAVING_CALLER.spanId}-01`
  const headers = `host: police\r\nauthorization: Bearer ${await issuer.tokenFor(personaOf('investigator'))}\r\ntraceparent: ${traceparent}`
  const requests = ['/events/stream', ...Array.from({ length: WAITING_REQUESTS }, () => '/health/live')]
  const socket = connect(Number(new URL(urls.investigation).port), '127.0.0.1')
  socket.write(requests.map((path) => `GET ${path} HTTP/1.1\r\n${headers}\r\n\r\n`).join(''))
  await once(socket, 'data')
  await pause(500)
  socket.resetAndDestroy()
  await until(
    () => Promise.resolve(collector.spans().filter(({ traceId }) => traceId === LEAVING_CALLER.traceId)),
    (sent) => sent.length === requests.length,
  )
}

/** An opening of every encrypted member of the case, for the metrics. */
const openNote = async (api: ReturnType<typeof apiClient>): Promise<void> => {
  const who = personaOf('investigator')
  const noted = await api.post(who, `/cases/${observedCase}/add-case-note`, { data: { text: 'the witness lives behind the chapel' } })
  const [{ id } = { id: '' }] = noted.body['events'] as { id: string }[]
  await api.post(who, `/cases/${observedCase}/open-encrypted`, { eventIds: [id], purpose: 'investigation' })
}

beforeAll(async () => {
  collector = await otlpReceiver()
  folder = await mkdtemp(join(tmpdir(), 'telemetry-'))
  demo = await scenario(new URL('../../../deploy/demo/scam-compound.json', import.meta.url))
  const logFile = join(folder, 'log')
  const five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '', PH, {
    AGENCY_JURISDICTIONS: AGENCY_ABROAD,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    LOG_LEVEL: 'debug',
    LOG_FILE: logFile,
  })
  try {
    const api = apiClient(five)
    await play(five)
    await until(
      () => api.get(auditor, `/cases/${demo.caseId}/timeline?order=recorded`),
      ({ body }) => (body['entries'] as { type: string }[]).some(({ type }) => type === 'prosecution.VictimNotified'),
    )
    await untilNothingIsDelivered()
    await openObservedCase(api)
    published = (await api.get(auditor, `/cases/${observedCase}/events`)).body as unknown as typeof published
    await openNote(api)
    await hangUp(five)
    const metricsOf = async (service: ServiceName) => String((await api.get({ ...auditor, sector: service }, '/metrics')).body['text'])
    // The note is the last event: its views have followed when nothing waits.
    await until(
      () => metricsOf('investigation'),
      (text) => text.includes('case_timeline_consumer_lag_events{consumer="view.case-file.v7"} 0'),
    )
    for (const service of SERVICES) metricTexts.set(service, await metricsOf(service))
  } finally {
    await five.stop()
  }
  log = await readFile(logFile, 'utf8')
}, 240_000)
afterAll(async () => {
  await collector.close()
  await rm(folder, { recursive: true, force: true })
})

const spanOf = (spans: readonly ReceivedSpan[], name: string, service: string): ReceivedSpan => {
  const found = spans.find((span) => span.name === name && span.service === service)
  if (!found) throw new Error(`no span ${name} of ${service} among ${spans.map((span) => `${span.service}: ${span.name}`).join(', ')}`)
  return found
}

describe('the trace of one command of the demo', () => {
  const spans = () => collector.spans().filter(({ traceId }) => traceId === CALLER.traceId)

  it('goes from the request through the command and the append to the views of other agencies', () => {
    const answered = spanOf(spans(), 'POST /cases/:caseId/open-case', 'investigation')
    const handled = spanOf(spans(), 'handle OpenCase', 'investigation')
    const appended = spanOf(spans(), 'append', 'investigation')
    expect([answered.parentSpanId, handled.parentSpanId, appended.parentSpanId]).toEqual([CALLER.spanId, answered.spanId, handled.spanId])
    const deliveries = spans().filter(isDelivery)
    expect(new Set(deliveries.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([appended.spanId]))
    expect(deliveries.map(deliveryOf)).toEqual(expect.arrayContaining(DELIVERIES))
  })

  it('is handed on to the agencies that receive the events', () => {
    const { spanId } = spanOf(spans(), 'append', 'investigation')
    expect(published.map(({ traceparent }) => traceparent)).toEqual([`00-${CALLER.traceId}-${spanId}-01`])
  })

  it('is the one that the documentation shows; recorded again by CASE_TIMELINE_RECORD_TRACE=1', async () => {
    const file = new URL('../../../docs/how-to/open-case.trace.json', import.meta.url)
    const withoutRelay = spans().filter(({ name }) => !name.startsWith('send '))
    if (process.env['CASE_TIMELINE_RECORD_TRACE'] === '1') await writeFile(file, JSON.stringify(recordedTrace(withoutRelay)))
    const shown = JSON.parse(await readFile(file, 'utf8')) as readonly RecordedSpan[]
    const described = (all: readonly RecordedSpan[]) =>
      all.map(({ service, name, parent }) => `${service}: ${name}${parent === undefined ? '' : ` in ${all[parent]?.name}`}`)
    expect(described(shown)).toEqual(expect.arrayContaining(described(recordedTrace(withoutRelay))))
    // A delivery that had to wait for its turn may be together with a later event, in another trace.
    const everySpan = new Set(collector.spans().map(deliveryOf))
    expect(shown.filter(({ service, name }) => !everySpan.has(`${service}: ${name}`))).toEqual([])
  })

  it('ends with the request where the caller goes away before its answer has ended, or has even begun', () => {
    const left = collector.spans().filter(({ traceId }) => traceId === LEAVING_CALLER.traceId)
    const waiting = Array.from({ length: WAITING_REQUESTS }, () => 'GET /health/live')
    expect(left.map(({ name }) => name).toSorted()).toEqual(['GET /events/stream', ...waiting].toSorted())
    expect(new Set(left.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([LEAVING_CALLER.spanId]))
  })

  it('is named in the log', () => {
    const { spanId } = spanOf(spans(), 'POST /cases/:caseId/open-case', 'investigation')
    const entries = log.split('\n').filter((line) => line.includes(`"trace_id":"${CALLER.traceId}"`))
    expect(entries.filter((line) => line.includes('"msg":"answered"')).map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ service: 'investigation', status: 201, span_id: spanId, correlationId: CALLER.traceId }),
    ])
  })
})

describe('what the services send out about the demo', () => {
  /** The plain values of all members that are encrypted. */
  const encryptedTexts = (): string[] =>
    demo.steps.flatMap(({ as, command, data }) => {
      const { encrypted = {} } = COMMAND_TYPES.get(commandKey(demo.personas[as]!.sector, command))?.encrypts ?? {}
      return Object.keys(encrypted).flatMap((member) => textsIn((data as Readonly<Record<string, unknown>>)[member]))
    })
  const textsIn = (value: unknown): string[] =>
    typeof value === 'string' ? [value] : value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : []
  const freeTexts = () => demo.steps.flatMap(({ data }) => textsIn(data)).filter((text) => text.includes(' '))
  const everything = () => [collector.received(), log, ...metricTexts.values()].join('\n')

  it('has traces, metrics and logs of every service', () => {
    expect(new Set(collector.spans().map(({ service }) => service))).toEqual(new Set(SERVICES))
    for (const service of SERVICES) expect(log).toContain(`"service":"${service}"`)
    for (const service of SERVICES) expect(metricTexts.get(service)).toContain('case_timeline_ready 1')
  })

  it('has no plain value of an encrypted member, and no free text', () => {
    const texts = [...encryptedTexts(), ...freeTexts(), 'the witness lives behind the chapel']
    expect(texts.length).toBeGreaterThan(3)
    // A word such as `hearing` may be part of a route or a rule; here it must not stand by itself.
    const standsByItself = (text: string) =>
      new RegExp(`(?<![\\w/.:-])${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w/.:-])`).test(everything())
    expect(texts.filter((text) => (text.includes(' ') ? everything().includes(text) : standsByItself(text)))).toEqual([])
  })

  it('has no person, user, agency or case in traces and metrics', () => {
    const traced = [collector.received(), ...metricTexts.values()].join('\n')
    const ids = [
      demo.caseId,
      observedCase,
      ...Object.values(demo.refs),
      ...Object.values(demo.personas).flatMap(({ userId, agency }) => [userId, agency]),
    ]
    expect(ids.length).toBeGreaterThan(30)
    expect(ids.filter((id) => traced.includes(id))).toEqual([])
  })
})

describe('the metrics of running services', () => {
  it('are those that the documentation lists, with their kinds and labels', async () => {
    const documented = documentedMetrics(await readFile(new URL('../../../docs/how-to/observe.md', import.meta.url), 'utf8'))
    const isExported = ({ meaning }: DocumentedMetric): boolean =>
      !meaning.includes('Absent otherwise') &&
      (IS_ON_KAFKA || !meaning.includes('Only with Kafka')) &&
      (IS_ON_EVENTSTOREDB || !meaning.includes('Only on EventStoreDB')) &&
      (!IS_ON_EVENTSTOREDB || !meaning.includes('Not on EventStoreDB'))
    expect(exportedMetrics([...metricTexts.values()])).toEqual(
      documented.filter(isExported).map(({ name, kind, labels }) => ({ name, kind, labels })),
    )
  })

  it('count what the demo did', () => {
    const police = metricTexts.get('investigation') ?? ''
    expect(police).toMatch(/^case_timeline_command_duration_seconds_count\{command="OpenCase",outcome="appended"\} [1-9]/m)
    expect(police).toMatch(/^case_timeline_vault_openings_total 1$/m)
    expect(police).toMatch(/^case_timeline_consumer_lag_events\{consumer="view.case-file.v7"\} 0$/m)
    const consumersIn = (name: string) =>
      [...police.matchAll(new RegExp(`^${name}{consumer="([^"]*)"}`, 'gm'))].map(([, consumer]) => consumer)
    expect(consumersIn('case_timeline_events_handled_total').toSorted()).toEqual(
      consumersIn('case_timeline_consumer_lag_events').toSorted(),
    )
    const read = metricTexts.get('auditTrail') ?? ''
    expect(read).toMatch(/^case_timeline_query_duration_seconds_count\{http_route="\/cases\/:caseId\/timeline",outcome="answered"\} [1-9]/m)
    const refusing = demo.steps.find(({ refusedBy }) => refusedBy !== undefined)!
    const refused = metricTexts.get(demo.personas[refusing.as]!.sector) ?? ''
    expect(refused).toContain(`case_timeline_rule_refusals_total{rule="${refusing.refusedBy}"} 1`)
  })
})
