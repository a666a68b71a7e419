import { CharacteristicsStated } from '@case-timeline/contracts'
import { storedView, type Row, type StoredView } from '@case-timeline/projections'

/** By what persons are counted. */
export const CHARACTERISTICS = ['sex', 'ageBand', 'nationalities', 'disability', 'purposes'] as const
export type Characteristic = (typeof CHARACTERISTICS)[number]

/**
 * What one person stated last in a year, for counting.
 * This shape is stored in `persons_counted_v2`: change it with the view's version.
 */
export interface CountedPerson extends Row {
  readonly personRef: string
  /** The year of recording, such as `2026`: nobody new is counted in it once it has ended; a correction may change codes. */
  readonly year: string
  readonly sex: readonly string[]
  readonly ageBand: readonly string[]
  readonly nationalities: readonly string[]
  readonly disability: readonly string[]
  readonly purposes: readonly string[]
}

const listed = (code: string | undefined): readonly string[] => (code === undefined ? [] : [code])

const yearOf = ({ recordedAt }: { readonly recordedAt: string }): string => recordedAt.slice(0, 4)

export const personsCountedView: StoredView<CountedPerson> = storedView({
  name: 'persons-counted',
  version: 2,
  key: ['personRef', 'year'],
  columns: {
    personRef: 'uuid',
    year: 'orderedText',
    sex: 'text[]',
    ageBand: 'text[]',
    nationalities: 'text[]',
    disability: 'text[]',
    purposes: 'text[]',
  },
  indexes: { years: ['year'] },
  migration: 1_764_000_001_951,
  events: [CharacteristicsStated],
  rows: ({ data, stored }) => [[data.personRef, yearOf(stored)]],
  on: {
    'victimSupport.CharacteristicsStated': (_, { caseId, data, stored }) => ({
      caseId,
      personRef: data.personRef,
      year: yearOf(stored),
      sex: listed(data.sex),
      ageBand: listed(data.ageBand),
      nationalities: [...new Set(data.nationalities ?? [])],
      disability: listed(data.disability),
      purposes: [...new Set(data.purposes ?? [])],
    }),
  },
})
