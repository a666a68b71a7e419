import type { OpenAPIObject, OperationObject, ParameterObject } from '@nestjs/swagger'
import { componentName } from './json-schema.ts'

type Parameters = NonNullable<OperationObject['parameters']>

const nameOf = (parameter: ParameterObject): string =>
  `${componentName(parameter.name)}${parameter.in === 'header' && parameter.name === parameter.name.toLowerCase() ? 'Header' : ''}`

/** Describes a parameter that several operations have once, and refers to it. */
export const shareParameters = (paths: OpenAPIObject['paths']): Readonly<Record<string, ParameterObject>> => {
  const uses = new Map<string, number>()
  const owners = Object.values(paths).flatMap((path): { parameters?: Parameters }[] => [
    path,
    ...[path.get, path.post].flatMap((operation) => operation ?? []),
  ])
  for (const { parameters = [] } of owners)
    for (const parameter of parameters) uses.set(JSON.stringify(parameter), (uses.get(JSON.stringify(parameter)) ?? 0) + 1)
  const shared = new Map<string, ParameterObject>()
  for (const [text, count] of [...uses].toSorted(([, one], [, other]) => other - one)) {
    const parameter = JSON.parse(text) as ParameterObject
    if (count > 1 && !shared.has(nameOf(parameter))) shared.set(nameOf(parameter), parameter)
  }
  for (const owner of owners)
    owner.parameters = owner.parameters?.map((parameter) => {
      const name = 'name' in parameter ? nameOf(parameter) : ''
      return JSON.stringify(shared.get(name)) === JSON.stringify(parameter) ? { $ref: `#/components/parameters/${name}` } : parameter
    })
  return Object.fromEntries(shared)
}
