import 'reflect-metadata'
import { RequestMethod, type Type } from '@nestjs/common'
import { METHOD_METADATA } from '@nestjs/common/constants.js'
import { MetadataScanner } from '@nestjs/core'
import { DECLARED } from './declarations.ts'

/** Thrown at startup: a route does not declare who may call it or what it shows, so the service must not start. */
export class UndeclaredRoute extends Error {
  override readonly name = 'UndeclaredRoute'
}

/**
 * Access is denied by default. Each handler has to declare `@Public`, or `@Roles` and, if it answers a GET, `@Reveals`.
 * @throws UndeclaredRoute naming every such handler and its missing declaration
 */
export const refuseUndeclaredRoutes = (controllers: readonly Type[]): void => {
  const scanner = new MetadataScanner()
  const undeclared = controllers.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, object>
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const missing = missingDeclarationOf(prototype[name]!, controller)
      return missing ? [`${controller.name}.${name} declares no ${missing}`] : []
    })
  })
  if (undeclared.length > 0) throw new UndeclaredRoute(`${undeclared.join('; ')}: declare who may call it and what it shows`)
}

const missingDeclarationOf = (handler: object, controller: Type): string | undefined => {
  const declares = (key: string) => Reflect.hasMetadata(key, handler) || Reflect.hasMetadata(key, controller)
  const method: unknown = Reflect.getMetadata(METHOD_METADATA, handler)
  if (method === undefined || declares(DECLARED.public)) return undefined
  if (!declares(DECLARED.roles)) return '@Roles or @Public'
  return method === RequestMethod.GET && !declares(DECLARED.reveals) ? '@Reveals' : undefined
}
