//! APIRules to convert.

/// A v1beta1 rule with everything in it that can be translated.
pub const COMPLETE: &str = r#"apiVersion: gateway.kyma-project.io/v1beta1
kind: APIRule
metadata:
  name: orders
  namespace: shop
  labels:
    team: 'on'
    '1_000': y
  annotations:
    description: |-
      on
      second line
spec:
  host: Orders.Example.com
  gateway: kyma-gateway.kyma-system.svc.cluster.local
  service:
    name: orders
    namespace: shop-backend
    port: 8080
  timeout: 300
  corsPolicy:
    allowOrigins:
    - regex: '.*\.example\.com'
    - exact: https://shop.example.com
    allowMethods: [GET, PUT]
    allowHeaders: [Authorization]
    allowCredentials: true
    maxAge: 1h30m10s
  rules:
  - path: /health
    methods: [GET]
    accessStrategies:
    - handler: allow
  - path: /img/[^/]+
    methods: [PUT]
    accessStrategies:
    - handler: noop
    mutators:
    - handler: header
      config:
        headers:
          X-Team: shop
          X-Number: '12'
    - handler: cookie
      config:
        cookies:
          y: 'n'
    timeout: 10
  - path: '/orders/.*'
    methods: [GET, POST]
    service:
      name: other
      port: 80
    accessStrategies:
    - handler: jwt
      config:
        trusted_issuers: ["https://issuer.example.com"]
        jwks_urls: ["https://issuer.example.com/keys"]
        required_scope: [read, write]
        target_audience: [shop]
  - path: /.*
    methods: [GET]
    accessStrategies:
    - handler: no_auth
"#;

/// What kubectl shows of a v1beta1 rule that cannot be shown in v2: no rules, and the original in an annotation.
pub const SHOWN_BY_KUBECTL: &str = r#"apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata:
  annotations:
    gateway.kyma-project.io/original-version: v1beta1
    gateway.kyma-project.io/v1beta1-spec: '{"host":"httpbin.local.kyma.dev","service":{"name":"httpbin","port":8000},"gateway":"kyma-gateway.kyma-system","rules":[{"path":"/anything/.*","methods":["POST"],"accessStrategies":[{"handler":"noop"}]},{"path":"/.*","methods":["GET"],"accessStrategies":[{"handler":"no_auth"}]}]}'
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"gateway.kyma-project.io/v1beta1","kind":"APIRule","metadata":{"annotations":{},"name":"httpbin","namespace":"test"},"spec":{}}
  creationTimestamp: "2025-02-03T10:00:00Z"
  finalizers:
  - gateway.kyma-project.io/subresources
  generation: 2
  managedFields:
  - apiVersion: gateway.kyma-project.io/v1beta1
    fieldsType: FieldsV1
    fieldsV1:
      f:spec:
        .: {}
        f:host: {}
    manager: kubectl
    operation: Update
    time: "2025-02-03T10:00:00Z"
  name: httpbin
  namespace: test
  resourceVersion: "123"
  uid: 0b1a9e0c-0000-4000-8000-000000000000
spec:
  hosts:
  - httpbin.local.kyma.dev
  service:
    name: httpbin
    port: 8000
status:
  lastProcessedTime: "2025-02-03T10:00:01Z"
  state: Warning
"#;
