from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "funds"
    verbose_name = "资金"

    def ready(self):
        # Models exist only now; this room adds its steps to the project's table and its tab to the project's page.
        from funds.queries import contracts_of
        from funds.states import REGISTER_CONTRACT, REGISTER_PAYMENT
        from projects.rooms import Room, register
        from projects.states import PROJECT

        PROJECT.add(REGISTER_CONTRACT)
        PROJECT.add(REGISTER_PAYMENT)
        register(Room("funds", "资金", 20, contracts_of, "funds/_room.html"))
