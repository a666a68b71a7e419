import { describe, expect, it } from '@jest/globals'
import { Controller, Get, Post } from '@nestjs/common'
import { Public, Reveals, Roles } from './declarations.ts'
import { refuseUndeclaredRoutes, UndeclaredRoute } from './undeclared-routes.ts'

@Controller()
class Declared {
  @Get('health') @Public() health() {}
  @Get('cases') @Roles('judge') @Reveals('case-ids') cases() {}
  @Post('cases/:caseId/assign-judge') @Roles('registrar') assign() {}
  notARoute() {}
}

@Controller()
class Forgetful {
  @Post('cases/:caseId/open-case') open() {}
  @Get('cases') @Roles('judge') cases() {}
}

describe('the startup of a service', () => {
  it('succeeds if every route declares who may call it and what it shows', () => refuseUndeclaredRoutes([Declared]))

  it('fails for a route without these declarations', () => {
    const start = () => refuseUndeclaredRoutes([Declared, Forgetful])
    expect(start).toThrow(UndeclaredRoute)
    expect(start).toThrow(/Forgetful\.open declares no @Roles or @Public/)
    expect(start).toThrow(/Forgetful\.cases declares no @Reveals/)
  })
})
