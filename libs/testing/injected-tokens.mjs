const constructorOf = (node) => node.body.body.find((member) => member.kind === 'constructor')

const parameterOf = (node) => (node.type === 'TSParameterProperty' ? node.parameter : node)

const isInjectedByName = ({ decorators = [] }) => decorators.some(({ expression }) => expression.callee?.name?.startsWith('Inject'))

const isTypeImport = ({ type, node, parent }) => type === 'ImportBinding' && (node.importKind === 'type' || parent.importKind === 'type')

const definitionOf = (scope, name) => {
  for (let at = scope; at; at = at.upper) if (at.set.has(name)) return at.set.get(name).defs[0]
  return undefined
}

/** A class that Nest makes is given its parts by their types: one imported by `import type` is gone at run time, and the service does not start. */
export const injectedTokensAreValues = {
  meta: { type: 'problem', schema: [], messages: { gone: 'Nest finds {{ name }} by its value: import it without `type`.' } },
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
