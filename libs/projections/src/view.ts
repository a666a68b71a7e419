import type { EventType } from '@case-timeline/contracts'
import type { Recorded, RecordedOf } from './recorded.ts'

/** A row belongs to one case; its other members are columns, in camel case what the table has in snake case. */
export interface Row {
  readonly caseId: string
}

/** The columns of a row's key after `caseId`, in the order of `View.key`. */
export type Key = readonly string[]

/** A read model: pure. The runtime does everything else. */
export interface View<R extends Row = Row> {
  readonly name: string
  readonly version: number
  /** SHA-256 of what its rows depend on beside the events, such as a policy, in lower-case hexadecimal; when that changes it is to be rebuilt. */
  readonly basis?: string | undefined
  /** The types that it folds; `every`: it lists what was recorded, corrections among it, and nothing is applied to anything. */
  readonly events: readonly EventType[] | 'every'
  /** The columns of the key after `caseId`; none: one row per case. */
  readonly key: readonly string[]
  /** The rows that an event touches; `every`: each row that its case has by then. */
  rows(event: Recorded): readonly Key[] | 'every'
  /** The row as it is after the event; null: no longer there. The same object: unchanged. */
  evolve(row: R | undefined, event: Recorded, key: Key): R | null
}

type Handlers<R extends Row, E extends EventType> = {
  readonly [T in E['type']]: (row: R | undefined, event: RecordedOf<Extract<E, { readonly type: T }>>, key: Key) => R | null
}

/**
 * Defines a read model by what each event type does to a row: `const referralsView: View<Referral> = view({ … })`.
 * The row's type is taken from the declaration, each event's from its definition.
 */
export const view = <R extends Row, const E extends readonly EventType[]>(definition: {
  readonly name: string
  readonly version: number
  readonly events: E
  readonly key?: readonly (keyof R & string)[]
  readonly rows?: (event: RecordedOf<E[number]>) => readonly Key[] | 'every'
  readonly on: Handlers<NoInfer<R>, E[number]>
}): View<R> => {
  const { name, version, events, key = [], rows = () => [[]], on } = definition
  const handlers = on as unknown as Readonly<Record<string, (row: R | undefined, event: Recorded, key: Key) => R | null>>
  return {
    name,
    version,
    events,
    key,
    rows: (event) => rows(event as RecordedOf<E[number]>),
    evolve: (row, event, own) => {
      const handler = handlers[event.type]
      return handler ? handler(row, event, own) : (row ?? null)
    },
  }
}

/** The column of a row's member: `caseId` is `case_id`. */
export const columnOf = (member: string): string => member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The row's member of a column. */
export const memberOf = (column: string): string => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** `<view>_v<version>`: each release reads its own table. */
export const tableNameOf = ({ name, version }: Pick<View, 'name' | 'version'>): string => `${name.replaceAll('-', '_')}_v${version}`

/** The view's consumer in the feed: its checkpoint, its parked cases, `min-position`. */
export const consumerNameOf = ({ name, version }: Pick<View, 'name' | 'version'>): string => `view.${name}.v${version}`
