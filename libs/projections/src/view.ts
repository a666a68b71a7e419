import type { EventType } from '@case-timeline/contracts'
import type { Recorded, RecordedOf } from './recorded.ts'

/** A row belongs to one case; its other members are columns, in camel case for the snake case of the table. */
export interface Row {
  readonly caseId: string
}

/** The columns of a row's key after `caseId`, in the order of `View.key`. */
export type Key = readonly string[]

/** The time for which a version of an item was known, as the recording times of events (RFC 3339 in UTC with microseconds). */
export interface Known {
  readonly knownFrom: string
  /** The recording time of the event that changed or removed it; absent: the current version. */
  readonly knownUntil?: string | undefined
}

/** The items that a row lists, by the part and the group in which they are. */
export interface Listed {
  in(part: string, group: string): readonly Row[]
  /** Those of all groups of a part. Takes time in proportion to them. */
  of(part: string): readonly Row[]
}

/** The items that a part of a listing has now, or one group of it. */
export interface ItemsOf {
  readonly part: string
  /** Absent: all groups. */
  readonly group?: string
  readonly items: readonly Row[]
}

/**
 * The items that a view lists from its rows, in a second table: each in all its versions, so that a page of the list
 * can be read by an index for the present and for what was known at an earlier time.
 */
export interface Listing<R extends Row = Row> {
  /** The columns of an item's key after `caseId`. */
  readonly key: readonly string[]
  /** The column of the key by which items are in parts, and that by which they are in groups of a part. */
  readonly part: string
  readonly group: string
  /** The items of a row, as plain values of its columns. */
  items(row: R): readonly Row[]
  /**
   * The parts and groups that may have other items, after the events of a moment.
   * @param before the row before these events, and what was listed from it; items may be returned as they are
   */
  changes(row: R, before: { readonly row: R; readonly listed: Listed }): readonly ItemsOf[]
}

/** A member of a row with a list, or with several lists by name, whose entries are rows of a table of their own. */
export interface ListMember {
  readonly member: string
  readonly isNamed: boolean
}

/** An entry of a row, as it is stored. */
export interface StoredEntry {
  readonly caseId: string
  /** The member, or `<member>/<name>` of one of several lists. */
  readonly list: string
  /** Its index in the list. */
  readonly place: number
  readonly entry: unknown
}

/** A read model as a pure function of events. Storage, delivery and corrections are the projection's work. */
export interface View<R extends Row = Row> {
  readonly name: string
  readonly version: number
  /**
   * SHA-256 in lower-case hexadecimal of what its rows depend on in addition to events, such as a policy. The view must
   * be rebuilt after a change.
   */
  readonly basis?: string | undefined
  /**
   * The event types from which its rows are computed. `every`: all recorded events; then corrections and retractions
   * are not applied, but received as events of their own.
   */
  readonly events: readonly EventType[] | 'every'
  /** The columns of the key after `caseId`; empty: one row per case. */
  readonly key: readonly string[]
  /** The keys of the rows that an event may change. `every`: all current rows of its case. */
  rows(event: Recorded): readonly Key[] | 'every'
  /**
   * The row after the event, or null to remove it. Returns the given object if nothing changes.
   * @param isOwn whether the row was returned for an earlier event of the same fold, and nobody else will use it: what was
   *   made for it may be changed in place
   */
  evolve(row: R | undefined, event: Recorded, key: Key, isOwn?: boolean): R | null
  /**
   * Makes an `evolve` with the same results that may remember what it found in the rows which it returned. One is made
   * for each history that is folded, and for each table. Absent: `evolve` remembers nothing.
   * @param history the one that is refolded, as it was recorded, with what was corrected or retracted since
   */
  readonly remembering?: ((history?: readonly Recorded[]) => View<R>['evolve']) | undefined
  /**
   * The row that stays of a case when nothing is in force in it; it is given to `evolve` with the next event. Absent, or
   * undefined: none stays.
   */
  readonly afterAllIsRetracted?: ((history: readonly Recorded[]) => R | undefined) | undefined
  /** Only of a view with one row for each case, and with lists. */
  readonly listing?: Listing<R> | undefined
  /** Its lists that grow with a case: a fact writes only the entries that it adds or changes. */
  readonly lists?: readonly ListMember[] | undefined
}

type Handlers<R extends Row, E extends EventType> = {
  readonly [T in E['type']]: (row: R | undefined, event: RecordedOf<Extract<E, { readonly type: T }>>, key: Key) => R | null
}

/** The event types of a view and the effect of each on a row. Without `key` and `rows`, a case has one row. */
export interface ViewDefinition<R extends Row, E extends readonly EventType[]> {
  readonly name: string
  readonly version: number
  readonly events: E
  readonly key?: readonly (keyof R & string)[]
  readonly rows?: (event: RecordedOf<E[number]>) => readonly Key[] | 'every'
  readonly on: Handlers<NoInfer<R>, E[number]>
}

/**
 * Defines a read model by the effect of each event type on a row: `const referralsView: View<Referral> = view({ … })`.
 * The row's type is inferred from the declared type, each event's type from its definition.
 */
export const view = <R extends Row, const E extends readonly EventType[]>(definition: ViewDefinition<R, E>): View<R> => {
  const { name, version, events, key = [], rows = () => [[]], on } = definition
  // `evolve` selects the handler by the event's type: each receives only events of its own type.
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

/** A view to fold one history, or the batches of one table: with an `evolve` that remembers, if it has one. */
export const rememberingView = <R extends Row>(one: View<R>, history?: readonly Recorded[]): View<R> =>
  one.remembering ? { ...one, evolve: one.remembering(history) } : one

/** The column of a row's member: `case_id` for `caseId`. */
export const columnOf = (member: string): string => member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The row's member for a column: `caseId` for `case_id`. */
export const memberOf = (column: string): string => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** `<view>_v<version>`: releases with different versions of a view read different tables. */
export const tableNameOf = ({ name, version }: Pick<View, 'name' | 'version'>): string => `${name.replaceAll('-', '_')}_v${version}`

/** The table of the items that a view lists from the rows of a table. */
export const listingNameOf = (table: string): string => `${table}_items`

/** The table of the entries of the rows of a table. */
export const entriesNameOf = (table: string): string => `${table}_entries`

/** The name of a view's consumer: of its checkpoint, of its parked cases, and in requests with `min-position`. */
export const consumerNameOf = ({ name, version }: Pick<View, 'name' | 'version'>): string => `view.${name}.v${version}`
