import { describe, expect, it } from '@jest/globals'
import { tracing } from '@opentelemetry/sdk-node'
import type { SubmittedCommand } from '@case-timeline/commands'
import type { Append, AppendOutcome } from '@case-timeline/event-store'
import type { TracedEvent } from '@case-timeline/feed'
import { chosenIds, spansOf } from './spans.ts'
import { appendSpanIdOf, traceIdOf } from './trace-context.ts'

const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }
const traceparent = `00-${CALLER.traceId}-${CALLER.spanId}-01`

/** Traces of which a sampler of one in two takes the first and not the second. */
const [SAMPLED, UNSAMPLED] = ['00000000000000000000000000000001', 'ffffffff000000000000000000000000'] as const

const tracedService = (sampler: tracing.Sampler = new tracing.AlwaysOnSampler()) => {
  const exporter = new tracing.InMemorySpanExporter()
  const ids = chosenIds()
  const provider = new tracing.BasicTracerProvider({
    sampler,
    idGenerator: ids.generator,
    spanProcessors: [new tracing.SimpleSpanProcessor(exporter)],
  })
  return {
    ...spansOf(provider.getTracer('test'), sampler, ids),
    spans: () =>
      exporter.getFinishedSpans().map((span) => ({
        name: span.name,
        ...span.spanContext(),
        parent: span.parentSpanContext?.spanId,
        links: span.links.map(({ context }) => context.spanId),
        attributes: span.attributes,
      })),
  }
}

const eventOf = (commandId: string, correlationId: string) => ({ commandId, envelope: { correlationId } }) as unknown as TracedEvent
const appendOf = (commandId: string, correlationId: string) =>
  ({ commandId, events: [eventOf(commandId, correlationId)] }) as unknown as Append
const commandOf = (correlationId: string) => ({ name: 'OpenCase', correlationId }) as unknown as SubmittedCommand
const outcome = (of: string) => Promise.resolve({ outcome: of } as unknown as AppendOutcome)

describe('the spans of a service', () => {
  it('continue the trace of a caller from the request through the command to the append', async () => {
    const { request, command, append, spans } = tracedService()
    const span = request('POST', '/cases/:caseId/open-case', { traceparent }, CALLER.traceId)
    await new Promise<void>((resolve, reject) =>
      span.enter(() => {
        const work = async () => (await append(appendOf('c-1', CALLER.traceId), () => outcome('appended'))) as never
        command(commandOf(CALLER.traceId), work).then(() => resolve(), reject)
      }),
    )
    span.end(201)
    const [appended, handled, answered] = spans()
    expect([answered?.name, handled?.name, appended?.name]).toEqual(['POST /cases/:caseId/open-case', 'handle OpenCase', 'append'])
    expect(new Set(spans().map(({ traceId }) => traceId))).toEqual(new Set([CALLER.traceId]))
    expect([answered?.parent, handled?.parent, appended?.parent]).toEqual([CALLER.spanId, answered?.spanId, handled?.spanId])
  })

  it('drop what the caller of a request dropped, in command and append, also where the own sampler takes the trace', async () => {
    const sampler = new tracing.ParentBasedSampler({ root: new tracing.AlwaysOnSampler() })
    const { request, command, append, logFields, spans } = tracedService(sampler)
    const unsampled = traceparent.replace(/01$/, '00')
    const work = async () => (await append(appendOf('c-1', CALLER.traceId), () => outcome('appended'))) as never
    const span = request('POST', '/cases/:caseId/open-case', { traceparent: unsampled }, CALLER.traceId)
    await new Promise<void>((resolve, reject) =>
      span.enter(() => void command(commandOf(CALLER.traceId), work).then(() => resolve(), reject)),
    )
    expect(logFields()).toEqual({})
    span.end(201)
    expect(spans()).toEqual([])
    await command(commandOf(CALLER.traceId), work)
    expect(spans().map(({ name }) => name)).toEqual(['append', 'handle OpenCase'])
  })

  it('drop a command that the sampler does not take, with its append, and not the next one', async () => {
    const { command, append, spans } = tracedService(new tracing.TraceIdRatioBasedSampler(0.5))
    const run = (correlationId: string) =>
      command(commandOf(correlationId), async () => (await append(appendOf('c-1', correlationId), () => outcome('appended'))) as never)
    await Promise.all([run(UNSAMPLED), run(UNSAMPLED)])
    await expect(command(commandOf(UNSAMPLED), () => Promise.reject(new Error('away')))).rejects.toThrow('away')
    expect(spans()).toEqual([])
    await run(SAMPLED)
    expect(spans().map(({ name }) => name)).toEqual(['append', 'handle OpenCase'])
  })

  it('continue with the delivery to a consumer, which finds the append by what is recorded', async () => {
    const { append, delivery, spans } = tracedService()
    await append(appendOf('c-1', 'tip-42'), () => outcome('appended'))
    await delivery('view case-file', [eventOf('c-1', 'tip-42')], () => Promise.resolve())
    const [appended, delivered] = spans()
    expect(appended).toMatchObject({ traceId: traceIdOf('tip-42'), spanId: appendSpanIdOf('c-1') })
    expect(delivered).toMatchObject({
      name: 'deliver view case-file',
      traceId: traceIdOf('tip-42'),
      parent: appendSpanIdOf('c-1'),
      links: [],
    })
  })

  it('link a batch of several traces to the append of each command', async () => {
    const { delivery, spans } = tracedService()
    const events = [eventOf('c-1', 'tip-42'), eventOf('c-1', 'tip-42'), eventOf('c-2', 'tip-43')]
    await delivery('view case-file', events, () => Promise.resolve())
    expect(spans()).toMatchObject([{ parent: undefined, links: [appendSpanIdOf('c-1'), appendSpanIdOf('c-2')] }])
  })

  it('link the append to the request where the caller stated another correlation id than its trace', async () => {
    const { request, append, spans } = tracedService()
    const span = request('POST', '/cases/:caseId/open-case', { traceparent }, 'tip-42')
    await new Promise<void>((resolve) =>
      span.enter(() => void append(appendOf('c-1', 'tip-42'), () => outcome('appended')).then(() => resolve())),
    )
    span.end(201)
    const [appended, answered] = spans()
    expect(answered?.traceId).toBe(CALLER.traceId)
    expect(appended).toMatchObject({ traceId: traceIdOf('tip-42'), parent: undefined, links: [answered?.spanId] })
  })

  it('have the id by which readers find an append only where the append recorded something', async () => {
    const { append, spans } = tracedService()
    await append(appendOf('c-1', 'tip-42'), () => outcome('conflict'))
    await append(appendOf('c-1', 'tip-42'), () => outcome('appended'))
    await append(appendOf('c-1', 'tip-42'), () => outcome('duplicate'))
    expect(spans().map(({ spanId }) => spanId === appendSpanIdOf('c-1'))).toEqual([false, true, false])
  })

  it('are recorded of a sampled trace only, where the append is one of its spans', async () => {
    const { command, append, spans } = tracedService(new tracing.TraceIdRatioBasedSampler(0.5))
    for (const traceId of [UNSAMPLED, SAMPLED])
      await command(commandOf(traceId), async () => (await append(appendOf(`c-${traceId}`, traceId), () => outcome('appended'))) as never)
    expect(spans().map(({ name, traceId }) => [name, traceId])).toEqual([
      ['append', SAMPLED],
      ['handle OpenCase', SAMPLED],
    ])
  })

  it('record an append of a sampled trace that an unsampled request caused', async () => {
    const { command, append, spans } = tracedService(new tracing.TraceIdRatioBasedSampler(0.5))
    const appendsElsewhere = async () => (await append(appendOf('c-1', SAMPLED), () => outcome('appended'))) as never
    await command(commandOf(UNSAMPLED), appendsElsewhere)
    expect(spans()).toMatchObject([{ name: 'append', spanId: appendSpanIdOf('c-1'), parent: undefined }])
  })

  it('have the class of an error, never its message, which may repeat what was sent', async () => {
    const { command, spans } = tracedService()
    const failing = () => Promise.reject(new RangeError('the witness lives behind the chapel'))
    await expect(command(commandOf('tip-42'), failing)).rejects.toThrow(RangeError)
    expect(spans()).toMatchObject([{ attributes: { 'error.type': 'RangeError' } }])
    expect(JSON.stringify(spans())).not.toContain('chapel')
  })

  it('hand the context of an append on to those who receive its events', () => {
    const { traceparentOf } = tracedService()
    expect(traceparentOf(eventOf('c-1', CALLER.traceId))).toBe(`00-${CALLER.traceId}-${appendSpanIdOf('c-1')}-01`)
  })
})
