import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Observable, tap } from 'rxjs'

/** The members of a page that start the next one, each with the parameter that takes it. */
const NEXT = [
  ['next', 'cursor'],
  ['before', 'before'],
] as const

/** Links from a page of a list to the next and to the first one (RFC 8288), in addition to the cursor in the answer. */
@Injectable()
export class PageLinkInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp()
    const { method, url } = http.getRequest<FastifyRequest>()
    if (method !== 'GET' && method !== 'HEAD') return next.handle()
    return next.handle().pipe(
      tap((answer) => {
        const links = linksOf(url, answer)
        if (links !== '') void http.getResponse<FastifyReply>().header('link', links)
      }),
    )
  }
}

/** @param url the address of the page */
export const linksOf = (url: string, answer: unknown): string => {
  if (typeof answer !== 'object' || answer === null) return ''
  const [path = '', query] = url.split('?', 2)
  const parameters = new URLSearchParams(query)
  const links: string[] = []
  for (const [member, parameter] of NEXT) {
    const start = (answer as Readonly<Record<string, unknown>>)[member]
    if (typeof start === 'string') links.push(linkTo(path, parameters, [parameter, start], 'next'))
    if (parameters.has(parameter)) links.push(linkTo(path, parameters, [parameter, undefined], 'first'))
  }
  return links.join(', ')
}

const linkTo = (path: string, query: URLSearchParams, [name, value]: readonly [string, string | undefined], relation: string): string => {
  const parameters = new URLSearchParams(query)
  if (value === undefined) parameters.delete(name)
  else parameters.set(name, value)
  const text = parameters.toString()
  return `<${path}${text === '' ? '' : `?${text}`}>; rel="${relation}"`
}
