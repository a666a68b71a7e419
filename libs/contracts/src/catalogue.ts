import { approvalCommandsOf } from './case/approval.commands.ts'
import { CASE_RECORD_SERVICES, caseRecordCommandsOf } from './case/case-record.commands.ts'
import { correctEvent, retractEvent } from './case/case.commands.ts'
import type { CommandType } from './command-type.ts'
import * as commands from './commands.ts'
import { type EventType, isReported } from './event-type.ts'
import * as events from './events.ts'
import { SERVICES, type ServiceName } from './fields.ts'

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const isEventType = (value: unknown): value is EventType => isObject(value) && 'type' in value && 'version' in value && 'meaning' in value
const isCommandType = (value: unknown): value is CommandType =>
  isObject(value) && 'name' in value && 'service' in value && 'meaning' in value

/** The definitions that a module exports, directly or in a group such as `investigationDetention`; each once. */
const exportedFrom = <T extends object>(module: object, isDefinition: (value: unknown) => value is T): readonly T[] => [
  ...new Set(
    Object.values(module)
      .filter(isObject)
      .flatMap((value) => (isDefinition(value) ? [value] : Object.values(value).filter(isDefinition))),
  ),
]

/**
 * Sorts definitions as documents list them: by service in the order of SERVICES, then the `case` types; each by name.
 */
const inOrder = <T>(definitions: readonly T[], keyOf: (definition: T) => string): readonly T[] => {
  const rank = (key: string): number => [...SERVICES, 'case'].indexOf(key.slice(0, key.indexOf('.')))
  return definitions
    .map((definition) => ({ definition, key: keyOf(definition) }))
    .toSorted((a, b) => rank(a.key) - rank(b.key) || (a.key < b.key ? -1 : 1))
    .map(({ definition }) => definition)
}

/** The unique name of a command across services: three services have a command OrderDetention. */
export const commandKey = (service: ServiceName, name: string): string => `${service}.${name}`

const keyed = <T>(entries: readonly T[], keyOf: (entry: T) => string): ReadonlyMap<string, T> => {
  const map = new Map<string, T>()
  for (const entry of inOrder(entries, keyOf)) {
    if (map.has(keyOf(entry))) throw new Error(`Two contracts are named ${keyOf(entry)}: rename one of them.`)
    map.set(keyOf(entry), entry)
  }
  return map
}

/** Every event type of this release, by its name: the exports of `events.ts`. */
export const EVENT_TYPES = keyed(exportedFrom(events, isEventType), ({ type }) => type)

/** Whether a rule can only warn about an event of a type: see `isReported`. False for a type that is not known. */
export const isReportedType = (type: string): boolean => {
  const eventType = EVENT_TYPES.get(type)
  return eventType !== undefined && isReported(eventType)
}

/**
 * Every command that the services accept, by `commandKey`: the exports of `commands.ts`, and each service's commands on
 * the record of a case, on corrections and on approvals.
 */
export const COMMAND_TYPES = keyed(
  [
    ...exportedFrom(commands, isCommandType),
    ...CASE_RECORD_SERVICES.flatMap((service): readonly CommandType[] => Object.values(caseRecordCommandsOf(service))),
    ...SERVICES.flatMap((service): readonly CommandType[] => [
      correctEvent(service),
      retractEvent(service),
      ...Object.values(approvalCommandsOf(service)),
    ]),
  ],
  ({ service, name }) => commandKey(service, name),
)

/**
 * The definition of an event type.
 * @throws if this release does not know the type: a reader of a feed looks in `EVENT_TYPES` first and skips unknown
 *   types.
 */
export const eventTypeOf = (type: string): EventType => {
  const known = EVENT_TYPES.get(type)
  if (!known) throw new Error(`${type} is not an event type of this release: upgrade the release, or check the name in docs/events`)
  return known
}

const serviceIn = (type: string): ServiceName | undefined => SERVICES.find((service) => type.startsWith(`${service}.`))

/**
 * The services that may record an event type: those that it names, otherwise the one with which its name begins.
 * @throws if its name begins with no service and it names none: then nobody could record it
 */
export const recordersOf = ({ type, recordedBy }: EventType): readonly ServiceName[] => {
  const owner = serviceIn(type)
  if (recordedBy) return recordedBy
  if (owner) return [owner]
  throw new Error(`${type} begins with no service: list in its definition the services that may record it, as recordedBy`)
}

/**
 * Whether an event is in a stream of a service that may record its type. Any other event was written past the services:
 * no reader relies on it. A type that this release does not know belongs to the service that its name begins with.
 */
export const isFromItsRecorder = ({ type, stream }: { readonly type: string; readonly stream: string }): boolean => {
  const known = EVENT_TYPES.get(type)
  const owner = serviceIn(stream)
  return owner !== undefined && (known ? recordersOf(known).includes(owner) : serviceIn(type) === owner)
}
