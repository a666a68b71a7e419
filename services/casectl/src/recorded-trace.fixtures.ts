import type { ReceivedSpan } from './otlp-receiver.fixtures.ts'

/** A span of the trace from which `npm run generate` draws the picture of docs/how-to/observe.md. */
export interface RecordedSpan {
  readonly service: string
  readonly name: string
  /** The index of its parent in the list; absent for the first. */
  readonly parent?: number
  /** From the start of the first span, in milliseconds. */
  readonly startMs: number
  readonly durationMs: number
}

/** In tenths of a millisecond. */
const milliseconds = (from: string | bigint, to: string | bigint): number => Math.round(Number(BigInt(to) - BigInt(from)) / 1e5) / 10

/** The spans of one trace without ids and attributes: a parent before its children, otherwise in the order of their start. */
export const recordedTrace = (spans: readonly ReceivedSpan[]): readonly RecordedSpan[] => {
  const starts = spans.map(({ startTimeUnixNano }) => BigInt(startTimeUnixNano))
  const first = starts.reduce((least, one) => (one < least ? one : least))
  const depth = (span: ReceivedSpan): number => {
    const parent = spans.find(({ spanId }) => spanId === span.parentSpanId)
    return parent ? depth(parent) + 1 : 0
  }
  const sorted = spans.toSorted((a, b) => depth(a) - depth(b) || Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)))
  return sorted.map(({ service = '', name, parentSpanId, startTimeUnixNano, endTimeUnixNano }) => {
    const parent = sorted.findIndex(({ spanId }) => spanId === parentSpanId)
    return {
      service,
      name,
      ...(parent < 0 ? {} : { parent }),
      startMs: milliseconds(first, startTimeUnixNano),
      durationMs: milliseconds(startTimeUnixNano, endTimeUnixNano),
    }
  })
}
