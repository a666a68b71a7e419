import { type HrTime, ValueType } from '@opentelemetry/api'
import { emptyResource } from '@opentelemetry/resources'
import { AggregationTemporality, DataPointType, type GaugeMetricData, type MetricProducer } from '@opentelemetry/sdk-metrics'
import type { Measure } from '@case-timeline/feed'

/** Gauges that are read for each scrape. */
export interface MeasureProducer extends MetricProducer {
  /** @param source must end in bounded time; if it rejects, its values are omitted */
  addSource(source: () => Promise<readonly Measure[]>): void
}

const MEMORY = { name: 'process_resident_memory_bytes', help: 'Resident memory.', labels: {} }

const hrTimeOf = (ms: number): HrTime => [Math.trunc(ms / 1_000), (ms % 1_000) * 1_000_000]

/** Gauges of one name are grouped under one description. */
const gaugesOf = (measures: readonly Measure[], now: HrTime): GaugeMetricData[] => {
  const described = new Map(measures.map(({ name, help }) => [name, help]))
  return [...described].map(([name, help]) => ({
    descriptor: { name, description: help, unit: '', valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.GAUGE,
    dataPoints: measures
      .filter((measure) => measure.name === name)
      .map(({ labels, value }) => ({ startTime: now, endTime: now, attributes: labels, value })),
  }))
}

/**
 * A producer of gauges. Not the observable gauges of the SDK: these export the last value of a source that fails, as if
 * it were the present one.
 */
export const measureProducer = (): MeasureProducer => {
  const sources: (() => Promise<readonly Measure[]>)[] = []
  return {
    addSource: (source) => void sources.push(source),
    async collect() {
      const results = await Promise.allSettled(sources.map((source) => source()))
      const measures = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
      const metrics = gaugesOf([...measures, { ...MEMORY, value: process.memoryUsage.rss() }], hrTimeOf(Date.now()))
      return { resourceMetrics: { resource: emptyResource(), scopeMetrics: [{ scope: { name: 'case-timeline' }, metrics }] }, errors: [] }
    },
  }
}
