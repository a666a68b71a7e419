import type { CaseFact, CaseHistory } from '@case-timeline/casework'
import { OutcomeMeasured, OutcomeMeasureSet, ProcedureChanged, TrainingHeld } from '@case-timeline/contracts'
import { z } from 'zod'
import { reviewOf } from '../../initiative/outcome-measure.clocks.ts'

/** The most of each that is shown of one challenge: the latest. */
const MOST = 50

const On = z.string().meta({ description: 'when it happened; if that is not known, when it was recorded' })
const Training = TrainingHeld.data.omit({ initiativeId: true }).extend({ on: On })
const Procedure = ProcedureChanged.data.omit({ initiativeId: true }).extend({ on: On })
const Value = OutcomeMeasured.data.omit({ initiativeId: true, measureId: true }).extend({ on: On })
const Measure = OutcomeMeasureSet.data.omit({ initiativeId: true }).extend({
  on: On,
  values: z.array(Value).readonly(),
})

/** A measure with its review on a day. */
const ReviewedMeasure = Measure.extend({
  review: z.strictObject({
    state: z.enum(['due', 'overdue', 'ended']),
    reviewBy: OutcomeMeasureSet.data.shape.reviewBy.optional().meta({ description: 'by when it is measured next; absent: not again' }),
  }),
})

const described = { description: `in the order in which it happened; the last ${MOST}` }

/** What agencies did to answer a challenge, and by what they measure it. */
export const Implementation = z.strictObject({
  trainings: z.array(Training).readonly().meta(described),
  procedures: z.array(Procedure).readonly().meta(described),
  measures: z.array(ReviewedMeasure).readonly().meta(described),
})
type Implementation = z.infer<typeof Implementation>

/** The same as it was recorded: which review is overdue depends on the day. */
export interface RecordedImplementation extends Omit<Implementation, 'measures'> {
  readonly measures: readonly z.infer<typeof Measure>[]
}

type OfInitiative =
  | 'auditTrail.TrainingHeld'
  | 'auditTrail.ProcedureChanged'
  | 'auditTrail.OutcomeMeasureSet'
  | 'auditTrail.OutcomeMeasured'

const onOf = ({ occurredAt, stored }: CaseFact<OfInitiative>): string => occurredAt ?? stored.recordedAt

const latest = <T extends { readonly on: string }>(entries: readonly T[]): readonly T[] =>
  entries.toSorted((one, other) => (one.on < other.on ? -1 : one.on > other.on ? 1 : 0)).slice(-MOST)

/** What is recorded in the stream of a challenge, corrections applied. */
export const implementationIn = ({ facts }: CaseHistory): RecordedImplementation => {
  const measured = facts('auditTrail.OutcomeMeasured')
  return {
    trainings: latest(facts('auditTrail.TrainingHeld').map((fact) => ({ ...withoutInitiative(fact.data), on: onOf(fact) }))),
    procedures: latest(facts('auditTrail.ProcedureChanged').map((fact) => ({ ...withoutInitiative(fact.data), on: onOf(fact) }))),
    measures: latest(
      facts('auditTrail.OutcomeMeasureSet').map((fact) => ({
        ...withoutInitiative(fact.data),
        on: onOf(fact),
        values: latest(
          measured
            .filter(({ data }) => data.measureId === fact.data.measureId)
            .map((value) => {
              const { measureId: _, ...data } = withoutInitiative(value.data)
              return { ...data, on: onOf(value) }
            }),
        ),
      })),
    ),
  }
}

const withoutInitiative = <T extends { readonly initiativeId: string }>({ initiativeId: _, ...data }: T): Omit<T, 'initiativeId'> => data

/** @param asOf RFC 3339 in UTC */
export const reviewedOn = <I extends RecordedImplementation>({ measures, ...more }: I, asOf: string) => ({
  ...more,
  measures: measures.map((measure) => ({ ...measure, review: reviewOf(measure, measure.values, asOf) })),
})

/** Example for OpenAPI. */
export const IMPLEMENTATION: Implementation = {
  trainings: [{ ...withoutInitiative(TrainingHeld.example), on: '2026-04-20' }],
  procedures: [{ ...withoutInitiative(ProcedureChanged.example), on: '2026-04-27' }],
  measures: [
    {
      ...withoutInitiative(OutcomeMeasureSet.example),
      on: '2026-04-27',
      values: [{ agency: 'ph-police', value: '22', source: OutcomeMeasured.example.source, nextReviewBy: '2027-04-15', on: '2026-10-12' }],
      review: { state: 'due', reviewBy: '2027-04-15' },
    },
  ],
}
