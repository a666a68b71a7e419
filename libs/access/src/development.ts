// Separate from index.ts, so that casectl can sign tokens and commands without loading Nest.
export * from './development-agencies.ts'
export * from './development-issuer.ts'
export * from './principal.ts'
