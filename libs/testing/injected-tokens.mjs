const constructorOf = (node) => node.body.body.find((member) => member.kind === 'constructor')

const parameterOf = (node) => (node.type === 'TSParameterProperty' ? node.parameter : node)

const isInjectedByName = ({ decorators = [] }) => decorators.some(({ expression }) => expression.callee?.name?.startsWith('Inject'))

const isTypeImport = ({ type, node, parent }) => type === 'ImportBinding' && (node.importKind === 'type' || parent.importKind === 'type')

const definitionOf = (scope, name) => {
  for (let current = scope; current; current = current.upper) if (current.set.has(name)) return current.set.get(name).defs[0]
  return undefined
}

/**
 * A rule of the linter: Nest injects the constructor parameters of a class by their types. A type-only import is erased at
 * run time, and the service would not start.
 */
export const injectedTokensAreValues = {
  meta: { type: 'problem', schema: [], messages: { gone: 'Nest needs {{ name }} as a value: import it without `type`.' } },
  create: (context) => ({
    ClassDeclaration: (node) => {
      if (!node.decorators?.length) return
      for (const parameter of constructorOf(node)?.value.params ?? []) {
        const name = parameterOf(parameter).typeAnnotation?.typeAnnotation.typeName?.name
        if (!name || isInjectedByName(parameter)) continue
        const definition = definitionOf(context.sourceCode.getScope(node), name)
        if (definition && isTypeImport(definition)) context.report({ node: parameter, messageId: 'gone', data: { name } })
      }
    },
  }),
}
