import 'reflect-metadata'
import { RequestMethod, type Type } from '@nestjs/common'
import { METHOD_METADATA } from '@nestjs/common/constants.js'
import { MetadataScanner } from '@nestjs/core'
import { DECLARED } from './declarations.ts'

/** A route says neither who may call it nor what it shows: the service must not start. */
export class UndeclaredRoute extends Error {
  override readonly name = 'UndeclaredRoute'
}

/**
 * Denies by default: refuses controllers with a handler that declares neither `@Roles` nor `@Public`, or that answers a GET
 * without `@Reveals`.
 * @throws UndeclaredRoute naming every such handler and what it lacks
 */
export const refuseUndeclaredRoutes = (controllers: readonly Type[]): void => {
  const scanner = new MetadataScanner()
  const lacking = controllers.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, object>
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const lacks = whatLacks(prototype[name]!, controller)
      return lacks ? [`${controller.name}.${name} declares no ${lacks}`] : []
    })
  })
  if (lacking.length > 0) throw new UndeclaredRoute(`${lacking.join('; ')}: say who may call it and what it shows`)
}

const whatLacks = (handler: object, controller: Type): string | undefined => {
  const declares = (key: string) => Reflect.hasMetadata(key, handler) || Reflect.hasMetadata(key, controller)
  const method: unknown = Reflect.getMetadata(METHOD_METADATA, handler)
  if (method === undefined || declares(DECLARED.public)) return undefined
  if (!declares(DECLARED.roles)) return '@Roles or @Public'
  return method === RequestMethod.GET && !declares(DECLARED.reveals) ? '@Reveals' : undefined
}
