import type { Type } from '@nestjs/common'
import { MODULE_METADATA } from '@nestjs/common/constants.js'
import { EventsController, SignedCommandsController } from '@case-timeline/agency-api'
import type { Aggregate } from '@case-timeline/commands'
import { ApprovalsController, CorrectionsController, EncryptedMembersController, ProblemsController } from '@case-timeline/http'
import { AdminController } from './admin.controller.ts'
import { ApprovalsListController } from './approvals-list.controller.ts'
import { HealthController } from './health.controller.ts'
import { MetricsController } from './metrics.controller.ts'
import { ViewOperationsController } from './view-operations/view-operations.controller.ts'

/** The controllers that every service has. @param encrypts whether the service encrypts members of its events */
export const sharedControllers = (encrypts: boolean): readonly Type[] => [
  AdminController,
  ViewOperationsController,
  ApprovalsController,
  ApprovalsListController,
  CorrectionsController,
  EventsController,
  HealthController,
  MetricsController,
  ProblemsController,
  SignedCommandsController,
  ...(encrypts ? [EncryptedMembersController] : []),
]

/** Whether one of these aggregates encrypts members of its events. */
export const encryptsMembers = (aggregates: readonly Aggregate[]): boolean =>
  aggregates.some(({ events }) => events.some(({ encrypted }) => encrypted !== undefined))

/** Every controller of a service: its own, and those that every service has. @param service its description */
export const controllersOf = ({
  module,
  aggregates,
}: {
  readonly module: Type
  readonly aggregates: readonly Aggregate[]
}): readonly Type[] => [
  ...(Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, module) as readonly Type[]),
  ...sharedControllers(encryptsMembers(aggregates)),
]
