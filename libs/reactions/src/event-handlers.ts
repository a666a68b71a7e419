import 'reflect-metadata'
import { applyDecorators, SetMetadata, type Type, UseFilters } from '@nestjs/common'
import { MODULE_METADATA } from '@nestjs/common/constants.js'
import { MetadataScanner } from '@nestjs/core'
import { BaseRpcContext, EventPattern } from '@nestjs/microservices'
import type { Answer } from '@case-timeline/commands'
import type { EventType } from '@case-timeline/contracts'
import { type Consumer, reaction } from '@case-timeline/feed'
import type { EntityManager } from 'typeorm'
import { RethrowFilter } from './rethrow.filter.ts'
import type { Handover } from './handover.ts'

/** The Nest transport of handlers that consume the event feed. */
export const FEED = Symbol('feed')

/** The context of a delivery, for a handler that needs more than its events. */
export class Delivery extends BaseRpcContext<[EntityManager]> {
  /** @param db writes through it are committed together with the consumer's checkpoint, or not at all */
  constructor(readonly db: EntityManager) {
    super([db])
  }
}

/** Creates the consumer of the event feed for a handler. */
export type ConsumerFactory = (handle: (data: unknown, delivery?: Delivery) => Promise<Answer | void>) => Consumer

/** The pattern of a handler is its consumer's name, which identifies its checkpoint: never change it. */
const consumes = (name: string, createConsumer: ConsumerFactory) =>
  applyDecorators(EventPattern<string>(name, FEED, { createConsumer }), UseFilters(RethrowFilter))

const HANDOVER = 'reactions:handover'

/**
 * The handler of a handover: receives the events of the handover one by one, in order for each case. A new handover
 * starts at the end of the log.
 */
export const ReactsTo = (handover: Handover) =>
  applyDecorators(
    consumes(handover.name, (handle) => reaction({ name: handover.name, on: handover.on, run: (event) => handle(event) })),
    SetMetadata(HANDOVER, handover),
  )

/**
 * The handler that fills a view: receives batches (`@Payload()`), and the transaction to write them in (`@Ctx()`), unless
 * the projection prepares what it writes.
 */
export const Fills = (projection: Consumer) =>
  consumes(projection.name, (handle) => ({
    ...projection,
    apply: async (events, db) => void (await handle(events, new Delivery(db))),
  }))

/** The handovers for which a controller has handlers. */
export const handoversOn = ({ prototype }: Type): readonly Handover[] =>
  new MetadataScanner().getAllMethodNames(prototype).flatMap((name): Handover | [] => Reflect.getMetadata(HANDOVER, prototype[name]) ?? [])

const controllersOf = (module: Type): readonly Type[] => Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, module) ?? []

/** The handovers for which a module's controllers have handlers. */
export const handoversIn = (module: Type): readonly Handover[] => controllersOf(module).flatMap(handoversOn)

/** The events that add the receiving agency of a service to a case, as its handovers declare. */
export const participationEventsOf = (handovers: readonly Handover[]): readonly EventType[] => [
  ...new Set(handovers.flatMap(({ participationEvents }) => participationEvents)),
]
