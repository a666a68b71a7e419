import { AsyncLocalStorage } from 'node:async_hooks'
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

/** What was dropped by the sampler and has not ended: by correlation id, since nothing else is carried on of it. */
const droppedWork = () => {
  const open = new Map<string, number>()
  return {
    has: (correlationId: string): boolean => open.has(correlationId),
    /** @returns ends it; call it once */
    begin: (correlationId: string): (() => void) => {
      open.set(correlationId, (open.get(correlationId) ?? 0) + 1)
      return () => {
        const left = (open.get(correlationId) ?? 1) - 1
        if (left > 0) open.set(correlationId, left)
        else open.delete(correlationId)
      }
    },
  }
}

const NO_ATTRIBUTES: Attributes = {}
const NO_LINKS: Link[] = []

const answerAttributes = (answer: Answer): Attributes => ({
  'case_timeline.outcome': answer.outcome,
  ...(answer.outcome === 'refused' ? { 'case_timeline.rule': answer.rule.id } : {}),
})

/**
 * The spans of a service. They have names of commands, consumers, rules and routes, and numbers: never an id of a case,
 * an agency or a person, never a message of an error, which may repeat what was sent.
 */
export const spansOf = (tracer: Tracer, sampler: tracing.Sampler, ids: ChosenIds): Omit<Tracing, 'close'> => {
  const active = new AsyncLocalStorage<Span>()
  const here = (): Context => {
    const span = active.getStore()
    return span ? trace.setSpan(ROOT_CONTEXT, span) : ROOT_CONTEXT
  }
  // What is dropped costs next to nothing: it has no span, and no store that every promise in it would carry.
  const dropped = droppedWork()
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
  const within = async <T>(span: Span, work: () => Promise<T>, attributesOf?: (result: T) => Attributes): Promise<T> => {
    try {
      const result = await active.run(span, work)
      if (attributesOf) span.setAttributes(attributesOf(result))
      return result
    } catch (error) {
      fail(span, error)
      throw error
    } finally {
      span.end()
    }
  }
  return {
    request(method, route, headers, correlationId) {
      const caller = traceParentOf(headers['traceparent'])
      const traceId = caller?.traceId ?? traceIdOf(correlationId)
      if (!isSampled(traceId, caller && remote(caller))) {
        const end = dropped.begin(correlationId)
        return { enter: (next) => next(), end }
      }
      const attributes = { 'http.request.method': method, ...(route === undefined ? {} : { 'http.route': route }) }
      const span = ids.with({ traceId }, () =>
        tracer.startSpan(
          route === undefined ? method : `${method} ${route}`,
          { kind: SpanKind.SERVER, attributes },
          caller ? remote(caller) : ROOT_CONTEXT,
        ),
      )
      return {
        enter: (next) => active.run(span, next),
        end(status) {
          if (status !== undefined) span.setAttribute('http.response.status_code', status)
          if (status !== undefined && status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
          span.end()
        },
      }
    },
    async command({ name, correlationId }, work) {
      const traceId = traceIdOf(correlationId)
      if (active.getStore() === undefined && (dropped.has(correlationId) || !isSampled(traceId))) {
        const end = dropped.begin(correlationId)
        return work().finally(end)
      }
      const span = ids.with({ traceId }, () =>
        tracer.startSpan(`handle ${name}`, { attributes: { 'case_timeline.command': name } }, here()),
      )
      return within(span, work, answerAttributes)
    },
    append({ commandId, events }, work) {
      const current = active.getStore()?.spanContext()
      const correlationId = events[0]?.envelope.correlationId ?? ''
      if (current === undefined && dropped.has(correlationId)) return work()
      const traceId = traceIdOf(correlationId)
      const isJoined = current === undefined || current.traceId === traceId
      // Each sampler decides alike for all spans of a trace.
      const isDropped = current === undefined ? !isSampled(traceId) : isJoined && (current.traceFlags & TraceFlags.SAMPLED) === 0
      if (isDropped) return work()
      const startTime = Date.now()
      const from = isJoined ? here() : ROOT_CONTEXT
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
      return within(span, work)
    },
    traceparentOf: (event) => traceparentText(origin(event)),
    logFields() {
      const span = active.getStore()?.spanContext()
      return span ? { trace_id: span.traceId, span_id: span.spanId } : {}
    },
  }
}
