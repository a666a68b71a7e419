import { Body, Controller, HttpCode, Inject, Post, type Type } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { FromEverySector, OpensCase, type Role, Roles } from '@case-timeline/access'
import type { AggregateTaking } from '@case-timeline/commands'
import { asSent, BulkBody, bulkPathOf, commandBody, pathOf, type CommandBody, type CommandType } from '@case-timeline/contracts'
import type { Command } from '@case-timeline/decider'
import { Context, type RequestContext } from './request-context.ts'
import { CommandHandler } from './command-handler.ts'

/** The roles that may send a command: at least one. */
export type SentBy = readonly [Role, ...Role[]]

/** The roles that may send a command, if it may be the first one of a case in this service. */
export interface OpeningACase {
  readonly opensCase: SentBy
}

/** The roles that may send a command which belongs to no case, with tokens of every sector. */
export interface OfEverySector {
  readonly everySector: SentBy
}

type Declaration = SentBy | OpeningACase | OfEverySector

const rolesOf = (declared: Declaration): SentBy => {
  if ('opensCase' in declared) return declared.opensCase
  return 'everySector' in declared ? declared.everySector : declared
}

/** Commands by the tag under which the OpenAPI document lists them. */
type Groups<N extends string> = Readonly<Record<string, { readonly [K in N]?: Declaration }>>

type NamesIn<G> = { [T in keyof G]: keyof G[T] }[keyof G]

/** Every command either has a route or is listed as internal; otherwise the call does not compile. */
type Complete<N, G, I> = Exclude<N, NamesIn<G> | I> extends never ? unknown : { readonly commandsWithoutRoles: Exclude<N, NamesIn<G> | I> }

/** Only commands of the aggregate have routes; otherwise the call does not compile. */
type OwnOnly<N, G> = Exclude<NamesIn<G>, N> extends never ? unknown : { readonly commandsOfOtherAggregates: Exclude<NamesIn<G>, N> }

/** The input for the OpenAPI description of a command. */
export interface CommandRoute {
  readonly command: CommandType
  /** Such as `/cases/{caseId}/open-case`. */
  readonly path: string
  readonly roles: readonly Role[]
}

/** A controller of commands, with its routes for the OpenAPI document. */
export interface CommandController extends Type<object> {
  readonly routes: readonly CommandRoute[]
}

const methodOf = (name: string): string => `${name[0]?.toLowerCase() ?? ''}${name.slice(1)}`

/**
 * The controllers that accept the commands of an aggregate over HTTP: path, body, schema and description follow from
 * the contract of each command, its roles are declared here. A command without a role does not compile, nor does a
 * command of another aggregate.
 * @param groups the roles of each command, grouped by the tag of the OpenAPI document
 * @param internal the commands that only the service itself sends, from a reaction or a scheduled job
 */
export const commandControllers = <C extends Command, const G extends Groups<C['name']>, const I extends C['name'] = never>(
  aggregate: AggregateTaking<C>,
  groups: G & Complete<C['name'], G, I> & OwnOnly<C['name'], G>,
  internal: readonly I[] = [],
): readonly CommandController[] => {
  const routed = Object.entries(groups as Groups<string>)
  const unknownName = [...routed.flatMap(([, group]) => Object.keys(group)), ...internal].find(
    (name) => !Object.hasOwn(aggregate.commands, name),
  )
  if (unknownName !== undefined) throw new RangeError(`${aggregate.service}.${aggregate.name} has no command ${unknownName}`)
  return routed.map(([tag, group]) => controllerOf(aggregate, tag, group as Readonly<Record<string, Declaration>>))
}

const controllerOf = <C extends Command>(
  aggregate: AggregateTaking<C>,
  tag: string,
  group: Readonly<Record<string, Declaration>>,
): CommandController => {
  class AggregateCommands {
    static readonly routes: CommandRoute[] = []
    constructor(readonly commands: CommandHandler) {}
  }
  Inject(CommandHandler)(AggregateCommands, undefined, 0)
  for (const [name, declared] of Object.entries(group)) {
    const type = aggregate.commands[name]?.type
    if (!type) continue
    const roles = rolesOf(declared)
    const target = AggregateCommands.prototype
    const route = (method: string, path: string, body: ParameterDecorator, value: unknown): PropertyDescriptor => {
      const handler = { value, configurable: true, writable: true }
      Object.defineProperty(target, method, handler)
      Reflect.defineMetadata('design:paramtypes', [Object, Object], target, method)
      Context()(target, method, 0)
      body(target, method, 1)
      Roles(...roles)(target, method, handler)
      if ('opensCase' in declared) OpensCase()(target, method, handler)
      if ('everySector' in declared) FromEverySector()(target, method, handler)
      Post(path.replace('{caseId}', ':caseId'))(target, method, handler)
      return handler
    }
    const method = methodOf(name)
    const inBulk = `${method}InBulk`
    // The OpenAPI document finds the parameters of a method by the name of its function.
    const methods = {
      [method](this: AggregateCommands, context: RequestContext, body: CommandBody<unknown>) {
        return this.commands.handle(aggregate, type, context, body)
      },
      [inBulk](this: AggregateCommands, context: RequestContext, { rows }: BulkBody) {
        return this.commands.handleRows(aggregate, type, context, rows)
      },
    }
    route(method, pathOf(type), Body({ schema: asSent(commandBody(type)) }), methods[method])
    if (type.bulk) HttpCode(200)(target, inBulk, route(inBulk, bulkPathOf(type), Body({ schema: BulkBody }), methods[inBulk]))
    AggregateCommands.routes.push({ command: type, path: pathOf(type), roles })
  }
  ApiTags(tag)(AggregateCommands)
  Controller()(AggregateCommands)
  return AggregateCommands
}
