import type { FactOf, Schema } from './event-type.ts'
import type * as events from './events.ts'

type Exported = typeof events

interface Typed {
  readonly type: string
  readonly version: number
  readonly data: Schema
}

/** The exports of the event files: single event types, and the detention types grouped by service. */
type Definition = Exported[keyof Exported]
type DefinedIn<D> = D extends Typed ? D : D extends Readonly<Record<string, Typed>> ? D[keyof D] : never

/** The name of an event type of this release. */
export type EventTypeName = DefinedIn<Definition>['type']

/** The definition of an event type by its name: `EventTypeNamed<'investigation.SuspectArrested'>`. */
export type EventTypeNamed<T extends EventTypeName> = Extract<DefinedIn<Definition>, { readonly type: T }>

/** The data of an event type by its name, in its newest version. */
export type DataOf<T extends EventTypeName> = T extends EventTypeName ? FactOf<EventTypeNamed<T>>['data'] : never
