// The queries of a service, for the catalogue: every route that answers a GET and is in the OpenAPI document.
import { RequestMethod } from '@nestjs/common'
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js'
import { declaredCallers, ROLES, routeId } from '@case-timeline/access'
import { operationNames } from '@case-timeline/http'
import { controllersOf } from '@case-timeline/service-kit'

/** Where @nestjs/swagger keeps what its decorators say; it does not export these keys. */
const DESCRIBED = { operation: 'swagger/apiOperation', excluded: 'swagger/apiExcludeController' }

const pathOf = (controller, handler) => {
  const parts = [controller, handler].map((one) => Reflect.getMetadata(PATH_METADATA, one))
  const segments = parts.flatMap((part) => part.split('/')).filter(Boolean)
  return `/${segments.map((segment) => segment.replace(/^:(.*)$/, '{$1}')).join('/')}`
}

const isDescribed = (target) => Reflect.getMetadata(DESCRIBED.excluded, target)?.[0] !== true

/**
 * The queries of a service, by their paths.
 * @param service a description; a query has its name in the OpenAPI document, and the roles of this service that may call it
 */
export const queriesOf = (service) => {
  const controllers = controllersOf(service).filter(isDescribed)
  const callers = declaredCallers(controllers)
  const nameAt = operationNames([])
  const queries = controllers.flatMap((controller) =>
    Object.getOwnPropertyNames(controller.prototype)
      .filter((name) => Reflect.getMetadata(METHOD_METADATA, controller.prototype[name]) === RequestMethod.GET)
      .map((name) => {
        const path = pathOf(controller, controller.prototype[name])
        return {
          id: `${service.name}.${nameAt('get', path).operationId}`,
          service: service.name,
          meaning: Reflect.getMetadata(DESCRIBED.operation, controller.prototype[name]).summary,
          route: `GET ${path}`,
          // Without roles it is for everybody, without a token.
          roles: callers.get(routeId(controller.name, name))?.filter((role) => ROLES[service.name].includes(role)),
        }
      }),
  )
  return queries.toSorted((one, other) => (one.route < other.route ? -1 : 1))
}
