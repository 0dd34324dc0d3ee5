from django.urls import path

from cycles.views import admission_orders

urlpatterns = [path("", admission_orders.order_set, name="order_set")]
