import 'reflect-metadata'
import { applyDecorators, SetMetadata, type Type, UseFilters } from '@nestjs/common'
import { MODULE_METADATA } from '@nestjs/common/constants.js'
import { MetadataScanner } from '@nestjs/core'
import { BaseRpcContext, EventPattern } from '@nestjs/microservices'
import type { Answer } from '@case-timeline/event-store'
import { type Consumer, reaction } from '@case-timeline/feed'
import type { EntityManager } from 'typeorm'
import { AsThrown } from './as-thrown.filter.ts'
import type { Handover } from './handover.ts'

/** The transport of the handlers that the feed brings events to. */
export const FEED = Symbol('feed')

/** What a handler may want beside its events. */
export class Delivery extends BaseRpcContext<[EntityManager]> {
  /** @param db what is written through it is kept together with the consumer's checkpoint, or not at all */
  constructor(readonly db: EntityManager) {
    super([db])
  }
}

/** A handler as the feed's consumer of its name. */
export type AsConsumer = (handle: (data: unknown, delivery?: Delivery) => Promise<Answer | void>) => Consumer

/** The pattern of a handler is its consumer's name, which names its checkpoint for ever. */
const consumes = (name: string, asConsumer: AsConsumer) =>
  applyDecorators(EventPattern<string>(name, FEED, { asConsumer }), UseFilters(AsThrown))

const HANDOVER = 'service-kit:handover'

/** The handler of a handover: it is given each of its events, in the order of its case. A new handover starts at the head of the log. */
export const ReactsTo = (handover: Handover) =>
  applyDecorators(
    consumes(handover.name, (handle) => reaction({ name: handover.name, on: handover.on, run: (event) => handle(event) })),
    SetMetadata(HANDOVER, handover),
  )

/** The handler that fills a view: it is given batches (`@Payload()`), and the transaction to write them in (`@Ctx()`). */
export const Fills = (projection: Consumer) =>
  consumes(projection.name, (handle) => ({
    ...projection,
    apply: async (events, db) => void (await handle(events, new Delivery(db))),
  }))

/** The handovers that a module's controllers have handlers for. */
export const handoversIn = (module: Type): readonly Handover[] => {
  const controllers: readonly Type[] = Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, module) ?? []
  const scanner = new MetadataScanner()
  return controllers.flatMap(({ prototype }) =>
    scanner.getAllMethodNames(prototype).flatMap((name): Handover | [] => Reflect.getMetadata(HANDOVER, prototype[name]) ?? []),
  )
}
