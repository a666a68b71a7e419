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

const eventOf = (commandId: string, correlationId: string) =>
  ({ id: `e-${commandId}`, commandId, envelope: { correlationId } }) as unknown as TracedEvent
const appendOf = (commandId: string, correlationId: string) =>
  ({ commandId, events: [eventOf(commandId, correlationId)] }) as unknown as Append
const commandOf = (correlationId: string, commandId = 'c-1') =>
  ({ name: 'OpenCase', commandId, correlationId, actor: { role: 'officer' } }) as unknown as SubmittedCommand
const reactionTo = (event: TracedEvent) =>
  ({
    name: 'ReceiveReferral',
    commandId: 'c-2',
    correlationId: event.envelope.correlationId,
    causationId: event.id,
    actor: { role: 'system' },
  }) as unknown as SubmittedCommand
const outcome = (of: string) => Promise.resolve({ outcome: of } as unknown as AppendOutcome)

describe('the spans of a service', () => {
  it('continue the trace of a caller from the request through the command to the append', async () => {
    const { request, command, append, spans } = tracedService()
    const span = request('POST', '/cases/:caseId/open-case', { traceparent }, CALLER.traceId)
    await command(
      commandOf(CALLER.traceId),
      async () => (await append(appendOf('c-1', CALLER.traceId), () => outcome('appended'))) as never,
    )
    span.end(201)
    const [appended, handled, answered] = spans()
    expect([answered?.name, handled?.name, appended?.name]).toEqual(['POST /cases/:caseId/open-case', 'handle OpenCase', 'append'])
    expect(new Set(spans().map(({ traceId }) => traceId))).toEqual(new Set([CALLER.traceId]))
    expect([answered?.parent, handled?.parent, appended?.parent]).toEqual([CALLER.spanId, answered?.spanId, handled?.spanId])
  })

  it('drop what the caller of a request dropped, in command and append, also where the own sampler takes the trace', async () => {
    const sampler = new tracing.ParentBasedSampler({ root: new tracing.AlwaysOnSampler() })
    const { request, command, append, spans } = tracedService(sampler)
    const unsampled = traceparent.replace(/01$/, '00')
    const work = async () => (await append(appendOf('c-1', CALLER.traceId), () => outcome('appended'))) as never
    const span = request('POST', '/cases/:caseId/open-case', { traceparent: unsampled }, CALLER.traceId)
    await command(commandOf(CALLER.traceId), work)
    expect(span.ids).toBeUndefined()
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
    await delivery('view.case-file.v5', [eventOf('c-1', 'tip-42')], () => Promise.resolve())
    const [appended, delivered] = spans()
    expect(appended).toMatchObject({ traceId: traceIdOf('tip-42'), spanId: appendSpanIdOf('c-1') })
    expect(delivered).toMatchObject({
      name: 'deliver view.case-file.v5',
      traceId: traceIdOf('tip-42'),
      parent: appendSpanIdOf('c-1'),
      links: [],
    })
  })

  it('continue with what a reaction does in the delivery of its cause, whatever views receive the same event', async () => {
    const { command, delivery, spans } = tracedService()
    const event = eventOf('c-1', 'tip-42')
    const views: Promise<void>[] = []
    await delivery('offer-support', [event], async () => {
      views.push(delivery('view.case-file.v5', [event], () => Promise.resolve()))
      await command(reactionTo(event), () => outcome('appended') as never)
    })
    await Promise.all(views)
    await command(reactionTo(event), () => outcome('appended') as never)
    const idOf = (name: string) => spans().find((span) => span.name === name)?.spanId
    const handled = spans().filter(({ name }) => name === 'handle ReceiveReferral')
    expect(handled.map(({ parent }) => parent)).toEqual([idOf('deliver offer-support'), undefined])
  })

  it('keep the commands of one request apart, each with its own append', async () => {
    const { request, command, append, spans } = tracedService()
    const span = request('POST', '/take-in', {}, 'tip-42')
    await Promise.all(
      ['c-1', 'c-2'].map((commandId) =>
        command(commandOf('tip-42', commandId), async () => {
          await Promise.resolve()
          return (await append(appendOf(commandId, 'tip-42'), () => outcome('appended'))) as never
        }),
      ),
    )
    span.end(201)
    const [first, second] = spans().filter(({ name }) => name === 'handle OpenCase')
    const appends = spans().filter(({ name }) => name === 'append')
    expect(new Set([first?.parent, second?.parent])).toEqual(new Set([span.ids?.span_id]))
    expect(new Set(appends.map(({ parent }) => parent))).toEqual(new Set([first?.spanId, second?.spanId]))
  })

  it('link a batch of several traces to the append of each command', async () => {
    const { delivery, spans } = tracedService()
    const events = [eventOf('c-1', 'tip-42'), eventOf('c-1', 'tip-42'), eventOf('c-2', 'tip-43')]
    await delivery('view.case-file.v5', events, () => Promise.resolve())
    expect(spans()).toMatchObject([{ parent: undefined, links: [appendSpanIdOf('c-1'), appendSpanIdOf('c-2')] }])
  })

  it('link the append to the request where the caller stated another correlation id than its trace', async () => {
    const { request, append, spans } = tracedService()
    const span = request('POST', '/cases/:caseId/open-case', { traceparent }, 'tip-42')
    await append(appendOf('c-1', 'tip-42'), () => outcome('appended'))
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
