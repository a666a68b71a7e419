import {
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api'
import { tracing } from '@opentelemetry/sdk-node'
import type { Answer } from '@case-timeline/commands'
import { RELAY, type TracedEvent } from '@case-timeline/feed'
import { appendSpanIdOf, traceIdOf, traceParentOf, traceparentText, type TraceParent } from './trace-context.ts'
import type { Tracing } from './tracing.ts'

/** Ids that are random unless they are chosen for the next span. */
export interface ChosenIds {
  readonly generator: tracing.IdGenerator
  /** Starts a span with the chosen ids. */
  with<T>(chosen: { readonly traceId?: string; readonly spanId?: string }, start: () => T): T
}

export const chosenIds = (): ChosenIds => {
  const random = new tracing.RandomIdGenerator()
  let next: { readonly traceId?: string; readonly spanId?: string } = {}
  return {
    generator: {
      generateTraceId: () => next.traceId ?? random.generateTraceId(),
      generateSpanId: () => next.spanId ?? random.generateSpanId(),
    },
    with(chosen, start) {
      next = chosen
      try {
        return start()
      } finally {
        next = {}
      }
    },
  }
}

/** Links of one span; more would not be read by anybody. */
const MAX_LINKS = 64

const spanContextOf = ({ traceId, spanId, isSampled }: TraceParent): SpanContext => ({
  traceId,
  spanId,
  traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  isRemote: true,
})

const remote = (parent: TraceParent): Context => trace.setSpanContext(ROOT_CONTEXT, spanContextOf(parent))

const linkTo = (parent: TraceParent): Link => ({ context: spanContextOf(parent) })

/** Work that has not ended: its span, or that the sampler dropped it. */
interface OpenWork {
  readonly span: Span | undefined
}

/**
 * Work that has not ended, by an id that is passed on with it anyway. An `AsyncLocalStorage` would find it without one,
 * and its hooks would cost every promise of the process, also where no trace is sampled.
 */
const openWork = () => {
  const open = new Map<string, readonly OpenWork[]>()
  return {
    /** The work with this id that began last. */
    find: (id: string): OpenWork | undefined => open.get(id)?.at(-1),
    /** @returns ends it */
    begin: (id: string, span: Span | undefined): (() => void) => {
      const work = { span }
      open.set(id, [...(open.get(id) ?? []), work])
      return () => {
        const others = open.get(id)?.filter((other) => other !== work) ?? []
        if (others.length > 0) open.set(id, others)
        else open.delete(id)
      }
    },
  }
}

const NO_ATTRIBUTES: Attributes = {}
const NO_LINKS: Link[] = []

const idsOf = (span: Span) => {
  const { traceId, spanId } = span.spanContext()
  return { trace_id: traceId, span_id: spanId }
}

const answerAttributes = (answer: Answer): Attributes => ({
  'case_timeline.outcome': answer.outcome,
  ...(answer.outcome === 'refused' ? { 'case_timeline.rule': answer.rule.id } : {}),
})

/**
 * The spans of a service. They have names of commands, consumers, rules and routes, and numbers: never an id of a case,
 * an agency or a person, never a message of an error, which may repeat what was sent.
 */
export const spansOf = (tracer: Tracer, sampler: tracing.Sampler, ids: ChosenIds): Omit<Tracing, 'close'> => {
  /** By correlation id. */
  const requests = openWork()
  /** By the id of an event that is delivered. */
  const deliveries = openWork()
  /** By command id. */
  const commands = openWork()
  const under = (span: Span | undefined): Context => (span ? trace.setSpan(ROOT_CONTEXT, span) : ROOT_CONTEXT)
  const isSampled = (traceId: string, parent = ROOT_CONTEXT): boolean =>
    sampler.shouldSample(parent, traceId, '', SpanKind.INTERNAL, NO_ATTRIBUTES, NO_LINKS).decision ===
    tracing.SamplingDecision.RECORD_AND_SAMPLED
  /** The span in which an event was recorded, by what is recorded of it. */
  const origin = ({ commandId, envelope }: TracedEvent): TraceParent => {
    const traceId = traceIdOf(envelope.correlationId)
    return { traceId, spanId: appendSpanIdOf(commandId), isSampled: isSampled(traceId) }
  }
  const fail = (span: Span, error: unknown): void => {
    span.setStatus({ code: SpanStatusCode.ERROR })
    span.setAttribute('error.type', error instanceof Error ? error.name : typeof error)
  }
  const within = async <T>(span: Span, work: () => Promise<T>, close: () => void, attributesOf?: (result: T) => Attributes): Promise<T> => {
    try {
      const result = await work()
      if (attributesOf) span.setAttributes(attributesOf(result))
      return result
    } catch (error) {
      fail(span, error)
      throw error
    } finally {
      close()
      span.end()
    }
  }
  return {
    request(method, route, headers, correlationId) {
      const caller = traceParentOf(headers['traceparent'])
      const traceId = caller?.traceId ?? traceIdOf(correlationId)
      if (!isSampled(traceId, caller && remote(caller))) return { end: requests.begin(correlationId, undefined) }
      const attributes = { 'http.request.method': method, ...(route === undefined ? {} : { 'http.route': route }) }
      const span = ids.with({ traceId }, () =>
        tracer.startSpan(
          route === undefined ? method : `${method} ${route}`,
          { kind: SpanKind.SERVER, attributes },
          caller ? remote(caller) : ROOT_CONTEXT,
        ),
      )
      const close = requests.begin(correlationId, span)
      return {
        ids: idsOf(span),
        end(status) {
          close()
          if (status !== undefined) span.setAttribute('http.response.status_code', status)
          if (status !== undefined && status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
          span.end()
        },
      }
    },
    async command({ name, commandId, correlationId, causationId, actor }, work) {
      const traceId = traceIdOf(correlationId)
      const cause = actor.role === 'system' ? deliveries.find(causationId ?? '') : requests.find(correlationId)
      if (cause ? cause.span === undefined : !isSampled(traceId)) return work()
      const attributes = { 'case_timeline.command': name }
      const span = ids.with({ traceId }, () => tracer.startSpan(`handle ${name}`, { attributes }, under(cause?.span)))
      return within(span, work, commands.begin(commandId, span), answerAttributes)
    },
    append({ commandId, events }, work) {
      const correlationId = events[0]?.envelope.correlationId ?? ''
      const cause = commands.find(commandId) ?? requests.find(correlationId)
      if (cause && cause.span === undefined) return work()
      const traceId = traceIdOf(correlationId)
      const current = cause?.span?.spanContext()
      const isJoined = current === undefined || current.traceId === traceId
      // Each sampler decides alike for all spans of a trace.
      const isDropped = current === undefined ? !isSampled(traceId) : isJoined && (current.traceFlags & TraceFlags.SAMPLED) === 0
      if (isDropped) return work()
      const startTime = Date.now()
      const from = isJoined ? under(cause?.span) : ROOT_CONTEXT
      // Made afterwards, because only an append that records something is found again by its readers: an attempt that
      // loses must not have the same id.
      const made = (outcome: string, failure?: unknown): void => {
        const attributes = { 'case_timeline.outcome': outcome, 'case_timeline.events': events.length }
        const links = isJoined ? [] : [{ context: current }]
        const span = ids.with({ traceId, ...(outcome === 'appended' ? { spanId: appendSpanIdOf(commandId) } : {}) }, () =>
          tracer.startSpan('append', { kind: SpanKind.PRODUCER, startTime, attributes, links }, from),
        )
        if (failure !== undefined) fail(span, failure)
        span.end()
      }
      return work().then(
        (recorded) => {
          made(recorded.outcome)
          return recorded
        },
        (error: unknown) => {
          made('failed', error)
          throw error
        },
      )
    },
    delivery(consumer, events, work) {
      const origins = [...new Map(events.map((event) => [event.commandId, event])).values()].map(origin)
      const [first, ...others] = origins
      const isOneTrace = first !== undefined && others.every(({ traceId }) => traceId === first.traceId)
      const span = tracer.startSpan(
        `${consumer === RELAY ? 'send' : 'deliver'} ${consumer}`,
        {
          kind: consumer === RELAY ? SpanKind.PRODUCER : SpanKind.CONSUMER,
          attributes: { 'case_timeline.consumer': consumer, 'messaging.batch.message_count': events.length },
          links: (isOneTrace ? others : origins).slice(0, MAX_LINKS).map(linkTo),
        },
        isOneTrace ? remote(first) : ROOT_CONTEXT,
      )
      // A view issues no command.
      const ends = span.isRecording() && !consumer.startsWith('view.') ? events.map(({ id }) => deliveries.begin(id, span)) : []
      return within(span, work, () => ends.forEach((end) => end()))
    },
    traceparentOf: (event) => traceparentText(origin(event)),
  }
}
