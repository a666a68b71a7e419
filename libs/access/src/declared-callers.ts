import 'reflect-metadata'
import type { Type } from '@nestjs/common'
import { METHOD_METADATA } from '@nestjs/common/constants.js'
import { MetadataScanner } from '@nestjs/core'
import { DECLARED } from './declarations.ts'

/** The id of a route: its controller and the name of its handler. */
export const routeId = (controller: string, handler: string): string => `${controller}.${handler}`

/** The roles that may call each route, by `routeId`; undefined: everybody, without a token. */
export const declaredCallers = (controllers: readonly Type[]): ReadonlyMap<string, readonly string[] | undefined> => {
  const scanner = new MetadataScanner()
  return new Map(
    controllers.flatMap((controller) => {
      const prototype = controller.prototype as Record<string, object>
      const handlers = scanner.getAllMethodNames(prototype).filter((name) => Reflect.hasMetadata(METHOD_METADATA, prototype[name]!))
      return handlers.map((name) => {
        const roles: unknown = Reflect.getMetadata(DECLARED.roles, prototype[name]!) ?? Reflect.getMetadata(DECLARED.roles, controller)
        return [routeId(controller.name, name), roles as readonly string[] | undefined] as const
      })
    }),
  )
}
