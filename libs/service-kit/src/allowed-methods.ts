import type { FastifyInstance } from 'fastify'

/** The methods of the routes that have an address, without OPTIONS; empty if none has it. */
export type AllowedMethods = (path: string) => readonly string[]

const SPECIAL = /[.*+?^${}()|[\]\\]/g

/** An address pattern of the router, such as `/cases/:caseId`, as an expression. */
const expressionOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : part.replaceAll(SPECIAL, '\\$&')))
      .join('/')}$`,
  )

/** Follows the routes of a server: call it before any is added. */
export const allowedMethodsOf = (server: FastifyInstance): AllowedMethods => {
  const methodsByPattern = new Map<string, { readonly matches: RegExp; readonly methods: Set<string> }>()
  server.addHook('onRoute', ({ method, url }) => {
    const route = methodsByPattern.get(url) ?? { matches: expressionOf(url), methods: new Set() }
    for (const one of [method].flat()) route.methods.add(one)
    methodsByPattern.set(url, route)
  })
  return (path) => [...new Set([...methodsByPattern.values()].flatMap(({ matches, methods }) => (matches.test(path) ? [...methods] : [])))]
}
